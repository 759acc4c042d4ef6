// One page that shows all pictures of a run beside each other.

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes `index.html` beside the pictures; says where. */
export function writeOverview(folder) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .sort();
  const figures = names.map(
    (name) => `<figure><a href="${name}"><img src="${name}" alt="" loading="lazy"></a><figcaption>${name}</figcaption></figure>`,
  );
  const page = `<!doctype html>
<meta charset="utf-8"><title>Pages</title>
<style>
body { font: 14px system-ui; display: flex; flex-wrap: wrap; gap: 16px; align-items: start; background: #ddd }
figure { margin: 0 } img { display: block; width: 420px; max-height: 420px; object-fit: cover; object-position: top }
</style>
${figures.join('\n')}
`;
  const path = join(folder, 'index.html');
  writeFileSync(path, page);
  return path;
}
