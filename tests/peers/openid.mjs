// An identity provider as others have written it (`oidc-provider`, certified by the OpenID Foundation).
//
// Prints its issuer; reads one line of JSON, { redirect_uri, client_secret }; then serves. Whoever types a name
// at its login is that person: `preferred_username` is the name, `email` the name at hotline.example, verified
// unless the name begins with "new". As Auth0 does, it writes `updated_at` as RFC 3339; for names that begin with
// "text", it writes `email_verified` as a text, as Cognito does.

import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

import { Provider } from "oidc-provider";

// A browser may come back to a connection after any time.
const server = createServer({ keepAliveTimeout: 120_000 });
server.listen(0, "127.0.0.1");
await once(server, "listening");
// To a browser another site than 127.0.0.1, where the desk is.
const issuer = `http://localhost:${server.address().port}`;
console.log(issuer);

const lines = createInterface({ input: process.stdin });
const { redirect_uri, client_secret } = JSON.parse(await new Promise((resolve) => lines.once("line", resolve)));

const provider = new Provider(issuer, {
  clients: [{ client_id: "desk", client_secret, redirect_uris: [redirect_uri] }],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["preferred_username", "updated_at"], email: ["email", "email_verified"] },
  findAccount: (_, name) => ({
    accountId: name,
    claims: () => ({
      sub: name,
      preferred_username: name,
      email: `${name}@hotline.example`,
      email_verified: name.startsWith("text") ? "true" : !name.startsWith("new"),
      updated_at: "2026-11-28T00:00:00.000Z",
    }),
  }),
});
server.on("request", provider.callback());
console.log("ready");
