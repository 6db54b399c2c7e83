// The explorer page: GraphiQL, a bar that says who is signed in, and the access token of the last sign-in on every
// request. The token lives in this tab's sessionStorage and nowhere else.

/** @typedef {{ token: string, name: string }} SignIn */

const settings = JSON.parse(document.getElementById('settings').textContent);
const endpoint = new URL('/graphql', location.origin).href;
const key = 'claimcheck:sign-in';

/** @type {SignIn | null} */
let signIn = JSON.parse(sessionStorage.getItem(key) ?? 'null');

const bar = {
  who: document.getElementById('who'),
  accounts: document.getElementById('accounts'),
  signOut: document.getElementById('sign-out'),
  sandbox: document.getElementById('sandbox'),
};

/** @param {SignIn | null} next @param {string} [note] */
function become(next, note) {
  signIn = next;
  if (next) sessionStorage.setItem(key, JSON.stringify(next));
  else sessionStorage.removeItem(key);
  bar.who.textContent = note ?? (next ? `Signed in as ${next.name}` : 'Not signed in');
  bar.who.dataset.state = note ? 'note' : next ? 'in' : 'out';
  bar.signOut.hidden = !next;
  bar.accounts.options[0].textContent = next ? 'Switch to …' : 'Sign in as …';
  bar.accounts.value = '';
}

/** Whoever a payload signs in: any root field of a mutation that has an `accessToken`, under whatever alias. */
function signInOf(result) {
  for (const value of Object.values(result?.data ?? {})) {
    if (typeof value?.accessToken === 'string')
      return { token: value.accessToken, name: value.user?.email ?? nameIn(value.accessToken) };
  }
  return null;
}

/** Without an e-mail in the answer, the account's id from the token's claims. */
function nameIn(token) {
  try {
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub;
  } catch {
    return 'somebody';
  }
}

async function post(body, headers) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
    credentials: 'omit',
  });
  return response.json();
}

async function ask({ operationName, ...rest }, { headers = {} } = {}) {
  // Just after a change of tabs GraphiQL still gives the name of the other tab's operation.
  const isThere = new RegExp(`\\b(query|mutation)\\s+${operationName}\\b`).test(rest.query);
  const body = isThere ? { operationName, ...rest } : rest;
  const token = signIn?.token;
  const result = await post(body, { ...(token && { authorization: `Bearer ${token}` }), ...headers });
  const next = signInOf(result);
  if (next) become(next);
  if (token && result?.errors?.[0]?.extensions?.code === 'INVALID_TOKEN') {
    become(null, 'The sign-in has ended. Sign in again.');
    // GraphiQL asks for the schema by itself when the page opens; that needs nobody.
    if (operationName === 'IntrospectionQuery') return post(body, headers);
  }
  return result;
}

bar.accounts.addEventListener('change', async () => {
  const account = settings.accounts.find(({ email }) => email === bar.accounts.value);
  if (!account) return;
  const result = await post({
    query:
      'mutation SignIn($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }',
    variables: { email: account.email, password: account.password },
  });
  const next = signInOf(result);
  if (next) become({ ...next, name: account.email });
  else become(null, result?.errors?.[0]?.message ?? 'The sign-in failed.');
});

bar.signOut.addEventListener('click', () => become(null));

for (const { email } of settings.accounts) bar.accounts.append(new Option(email, email));
bar.accounts.hidden = settings.accounts.length === 0;
bar.sandbox.href = `https://studio.apollographql.com/sandbox/explorer?endpoint=${encodeURIComponent(endpoint)}`;
become(signIn);

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: ask,
    defaultTabs: settings.tabs.map((query) => ({ query })),
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: false,
  }),
);
