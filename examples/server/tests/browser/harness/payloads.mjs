// What people and programs type into text fields.

/** Every one is shown as text, or refused with what was typed still in its field. */
export const PAYLOADS = {
  'a script': '<script>alert(1)</script>',
  'a broken attribute': '"><img src=x onerror=alert(1)>',
  'quotes and ampersands': `O'Brien & "Sons" &lt;b&gt;`,
  'a template': '{{7*7}}${7*7}#{7*7}<%= 7*7 %>',
  'right to left': 'שלום עולם مرحبا بالعالم',
  'a turned direction': 'abc\u202Egnp.exe',
  'emoji': '👩‍👩‍👧‍👦🏳️‍🌈 e\u0301',
  'one long word': 'W'.repeat(90),
  '10,000 characters': 'x'.repeat(10_000),
};
