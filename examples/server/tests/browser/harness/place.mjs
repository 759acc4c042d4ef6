// Where the run put things; `harness/main.mjs` says it by environment.

function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the tests by ./run`);
  return value;
}

/** The built server. */
export const binary = () => given('BROWSER_TEST_BINARY');
/** The base URL of the server that all test files share. */
export const baseUrl = () => given('BROWSER_TEST_URL');
/** That server's directory: database, key ring, log. */
export const directory = () => given('BROWSER_TEST_DIRECTORY');
/** Where pictures and reports are kept. */
export const results = () => given('BROWSER_TEST_RESULTS');
/** The browser. */
export const chromiumPath = () => given('BROWSER_TEST_CHROMIUM');
