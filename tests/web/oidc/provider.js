// A municipality's own sign-on, for the tests: whoever was last put to /person is at the keyboard, and says yes to all.
// node provider.js PORT CLIENT SECRET REDIRECT
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [port, client, secret, redirect] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(createRequire(`${process.cwd()}/`).resolve("oidc-provider")));
const issuer = `http://localhost:${port}`;
let person = {};

const provider = new Provider(issuer, {
  clients: [{ client_id: client, client_secret: secret, redirect_uris: [redirect] }],
  claims: { openid: ["sub", "acr", "amr"], email: ["email", "email_verified"], profile: ["name", "preferred_username", "groups"] },
  acrValues: ["high", "low"],
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...person, sub: id }) }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: client, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

createServer(async (request, response) => {
  if (request.url === "/person") {
    let text = "";
    for await (const part of request) text += part;
    person = JSON.parse(text);
    response.end("ok");
  } else if (request.url.startsWith("/interaction/")) {
    const login = { accountId: person.sub, acr: person.acr, amr: person.amr };
    await provider.interactionFinished(request, response, { login });
  } else {
    provider.callback()(request, response);
  }
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
