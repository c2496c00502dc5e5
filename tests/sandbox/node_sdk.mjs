// A session's life with Stytch's SDK for Node: prints the outcome of each call as JSON.
import { createRequire } from "node:module";

const [packages, settings] = process.argv.slice(2);
const { B2BClient } = createRequire(packages)("stytch");
const { project_id, secret, base_url, access_token, client_id } = JSON.parse(settings);

console.warn = () => {}; // it warns of an address other than Stytch's
const { sessions, idp, rbac } = new B2BClient({ project_id, secret, env: base_url });
const refusal = (call) => call.then(() => null, (error) => error.error_type);

const opened = await sessions.exchangeAccessToken({ access_token });
const { session_token, session_jwt } = opened;
const { member_id, organization_id } = opened.member;
const check = { organization_id, resource_id: "report", action: "read" };
const longer = { session_token, session_duration_minutes: 90, authorization_check: check };

const outcome = {
  name: opened.member.name,
  again: await refusal(sessions.exchangeAccessToken({ access_token })),
  local: (await sessions.authenticateJwtLocal({ session_jwt })).roles,
  granting: (await sessions.authenticate(longer)).verdict.granting_roles,
  by_jwt: (await sessions.authenticateJwt({ session_jwt })).member_session.member_id,
  refused: await refusal(
    sessions.authenticate({ session_token, authorization_check: { ...check, action: "delete" } }),
  ),
  introspected: (await idp.introspectTokenLocal(access_token)).subject,
  asked: (await idp.introspectTokenNetwork({ token: access_token, client_id })).subject,
  roles: (await rbac.policy()).policy.roles.map((role) => role.role_id),
  open: (await sessions.get({ organization_id, member_id })).member_sessions.length,
  revoked: (await sessions.revoke({ session_token })).status_code,
  ended: await refusal(sessions.authenticate({ session_token })),
};
console.log(JSON.stringify(outcome));
process.exit(0); // a timer of the SDK would keep the process
