// SPDX-License-Identifier: AGPL-3.0-or-later
// An identity provider that behaves as ProConnect does towards a service: authorization code with PKCE, `claims` with the
// levels asked for, a signed userinfo, an end of session that comes back. Its page asks who one is, at which level.
//
//     const { settings, stop } = await startProvider(port, base);   // settings: what the service at `base` is given

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const CLIENT = 'ensemble';
const SECRET = randomBytes(24).toString('base64url');
const levels = ['eidas0', 'eidas1', 'eidas0-mfa', 'eidas1-mfa', 'eidas2', 'eidas3'];

function signingKey(type, options, alg) {
    const { privateKey } = generateKeyPairSync(type, options);
    return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg };
}

const people = new Map(); // by `sub`: what was typed last

const page = (uid) => `<!doctype html><html lang="fr"><meta charset="utf-8"><title>ProConnect (essai)</title>
<h1>ProConnect (essai)</h1><form method="post" action="/interaction/${uid}">
<label>Identité <input name="sub" value="s1"></label><label>Courriel <input name="email"></label><label>SIRET <input name="siret" value="13002526500013"></label>
<label>Niveau <select name="acr">${levels.map((l) => `<option${l === 'eidas1-mfa' ? ' selected' : ''}>${l}</option>`).join('')}</select></label>
<button name="fait" value="entrer">Entrer</button> <button name="fait" value="renoncer">Renoncer</button> <button name="fait" value="expirer">Session finie</button></form></html>`;

async function bodyOf(req) {
    let text = '';
    for await (const part of req) text += part;
    return new URLSearchParams(text);
}

// What the person does on that page. A level below those that are asked for is refused there, as ProConnect does.
async function decide(provider, ctx) {
    const { prompt, params } = await provider.interactionDetails(ctx.req, ctx.res);
    const asked = JSON.parse(params.claims ?? '{}').id_token?.acr;
    const form = await bodyOf(ctx.req);
    const acr = form.get('acr');
    const refuse = (error) => provider.interactionFinished(ctx.req, ctx.res, { error, error_description: 'essai' }, { mergeWithLastSubmission: false });
    if (form.get('fait') === 'expirer') return refuse('login_required');
    if (form.get('fait') === 'renoncer' || (asked?.essential && !asked.values.includes(acr))) return refuse('access_denied');
    const who = { sub: form.get('sub'), email: form.get('email'), siret: form.get('siret'), given_name: 'Camille', usual_name: 'Essai' };
    people.set(who.sub, who);
    const grant = new provider.Grant({ accountId: who.sub, clientId: CLIENT });
    grant.addOIDCScope('openid given_name usual_name email siret');
    if (prompt.name !== 'login') throw new Error(prompt.name);
    return provider.interactionFinished(ctx.req, ctx.res, {
        login: { accountId: who.sub, acr, amr: acr.endsWith('mfa') ? ['pwd', 'mfa'] : ['pwd'] },
        consent: { grantId: await grant.save() },
    }, { mergeWithLastSubmission: false });
}

export async function startProvider(port, base) {
    const issuer = `http://127.0.0.1:${port}`;
    const provider = new Provider(issuer, {
        clients: [{
            client_id: CLIENT,
            client_secret: SECRET,
            redirect_uris: [`${base}/connexion/proconnect/retour`],
            post_logout_redirect_uris: [`${base}/deconnexion/retour`],
            token_endpoint_auth_method: 'client_secret_post',
            id_token_signed_response_alg: 'RS256',
            userinfo_signed_response_alg: 'RS256',
        }],
        jwks: { keys: [signingKey('rsa', { modulusLength: 2048 }, 'RS256'), signingKey('ec', { namedCurve: 'P-256' }, 'ES256')] },
        cookies: { keys: [randomBytes(16).toString('hex')] },
        claims: { openid: ['sub'], given_name: ['given_name'], usual_name: ['usual_name'], email: ['email'], siret: ['siret'], acr: null, amr: null },
        scopes: ['openid', 'given_name', 'usual_name', 'email', 'siret'],
        acrValues: levels,
        ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 60, IdToken: 60 },
        pkce: { required: () => true },
        features: {
            devInteractions: { enabled: false },
            claimsParameter: { enabled: true },
            jwtUserinfo: { enabled: true },
            rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => { ctx.body = `<!doctype html><title>Sortie</title>${form}<script>document.forms[0].insertAdjacentHTML('beforeend','<input type=hidden name=logout value=yes>');document.forms[0].submit()</script>`; } },
        },
        findAccount: (ctx, sub) => ({ accountId: sub, claims: () => people.get(sub) }),
        interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    });
    provider.on('server_error', (ctx, error) => console.error(error));
    provider.use(async (ctx, next) => {
        const uid = /^\/interaction\/([\w-]+)$/.exec(ctx.path)?.[1];
        if (!uid) return next();
        if (ctx.method === 'GET') {
            ctx.type = 'html';
            ctx.body = page(uid);
            return undefined;
        }
        ctx.respond = false;
        return decide(provider, ctx);
    });
    const server = createServer(provider.callback());
    await new Promise((listening) => { server.listen(port, '127.0.0.1', listening); });
    return {
        settings: { ENSEMBLE_PROCONNECT_FOURNISSEUR: issuer, ENSEMBLE_PROCONNECT_CLIENT: CLIENT, ENSEMBLE_PROCONNECT_SECRET: SECRET },
        stop: () => { server.close(); server.closeAllConnections(); },
    };
}
