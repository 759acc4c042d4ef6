// Forms that come back: faults beside their fields, and what was typed still there.

import assert from 'node:assert/strict';

/** What is said at a field, if it is marked as wrong; what is read out with it is what stands beside it. */
async function faultAt(visitor, id) {
  return visitor.at(id).evaluate((field) => {
    if (field.getAttribute('aria-invalid') !== 'true') return '';
    const ids = (field.getAttribute('aria-describedby') ?? '').split(/\s+/).concat(field.getAttribute('aria-errormessage') ?? '');
    const texts = ids.filter((name) => name.endsWith('-fault')).map((name) => document.getElementById(name));
    return texts.map((element) => (element?.checkVisibility() ? element.textContent.trim() : '')).join('');
  });
}

/** Fails unless exactly these fields are said to be wrong. */
export async function assertFaults(visitor, fields, wrong) {
  for (const id of Object.keys(fields)) {
    const said = await faultAt(visitor, id);
    assert.equal(said !== '', wrong.includes(id), `${id} says: ${said || 'nothing'}`);
  }
}

/** Fails unless what was typed stands in its field again; passwords must not. */
export async function assertKept(visitor, fields) {
  for (const [id, typed] of Object.entries(fields)) {
    const isSecret = (await visitor.at(id).getAttribute('type')) === 'password';
    assert.equal(await visitor.at(id).inputValue(), isSecret ? '' : typed, id);
  }
}
