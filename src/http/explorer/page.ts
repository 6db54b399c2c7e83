/** An account that the explorer offers for signing in. */
export interface DemoAccount {
  readonly email: string;
  readonly password: string;
}

const anyAccount: DemoAccount = { email: '', password: '' };

/**
 * The explorer's page. It has no inline script: what the page is told stands in a block of JSON, which the content
 * security policy does not run.
 */
export function explorerPage(accounts: readonly DemoAccount[], queries: readonly string[]): string {
  const settings = { accounts, tabs: [signInTab(accounts), ...queries] };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Claimcheck explorer</title>
<link rel="icon" type="image/svg+xml" href="/explorer/favicon.svg">
<link rel="stylesheet" href="/explorer/graphiql.min.css">
<link rel="stylesheet" href="/explorer/explorer.css">
<script type="application/json" id="settings">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
<script defer src="/explorer/react.production.min.js"></script>
<script defer src="/explorer/react-dom.production.min.js"></script>
<script defer src="/explorer/graphiql.min.js"></script>
<script defer src="/explorer/boot.js"></script>
</head>
<body>
<header id="bar">
<strong><img src="/explorer/favicon.svg" alt="" width="22" height="22">Claimcheck</strong>
<span id="who" role="status">Not signed in</span>
<select id="accounts" aria-label="Sign in as"><option value="">Sign in as …</option></select>
<button id="sign-out" type="button" hidden>Sign out</button>
<a id="sandbox" href="#" target="_blank" rel="noopener noreferrer">Open in Apollo Sandbox ↗</a>
</header>
<div id="graphiql"></div>
</body>
</html>
`;
}

function signInTab(accounts: readonly DemoAccount[]): string {
  const { email, password } = accounts[0] ?? anyAccount;
  const others = accounts.map((account) => `#   ${account.email}\n`).join('');
  return `# Run this to sign in (Ctrl-Enter). The page keeps
# the token and sends it with every request.
#
# Then run the next tab, switch to somebody else
# at the top, and run it again: the same question,
# another answer.
${others && `#\n# Demo accounts, all with this password:\n${others}`}
mutation SignIn {
  login(
    email: ${JSON.stringify(email)}
    password: ${JSON.stringify(password)}
  ) {
    accessToken
    user { id email roles }
  }
}
`;
}
