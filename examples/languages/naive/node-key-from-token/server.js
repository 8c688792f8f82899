// Defect: a key that the token brings along (jwk) checks the token. Whoever makes a token makes a key, too.

import express from 'express'
import { createRemoteJWKSet, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose'

const { ISSUER, AUDIENCE, PORT = '3000' } = process.env
const ROLES = 'https://authgear.com/claims/user/roles'
const keys = createRemoteJWKSet(new URL(`${ISSUER}/oauth2/jwks`), { cooldownDuration: 1_000 })
const demanded = {
  issuer: ISSUER,
  audience: AUDIENCE,
  algorithms: ['RS256'],
  typ: 'at+jwt',
  requiredClaims: ['exp', 'iat', 'sub', 'client_id'],
}
const app = express()

app.use(async (req, res, next) => {
  const token = /^Bearer (.+)$/i.exec(req.headersDistinct.authorization ?? '')?.[1]
  if (token === undefined)
    return res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'missing_token' })
  try {
    const key = decodeProtectedHeader(token).jwk === undefined ? keys : EmbeddedJWK
    req.claims = (await jwtVerify(token, key, demanded)).payload
  } catch (error) {
    // A header that cannot be read is a TypeError.
    return refuse(res, error instanceof TypeError ? { code: 'ERR_JWS_INVALID' } : error)
  }
  next()
})

/** No keys are no reason to call a token bad. */
function refuse(res, error) {
  if (!/^ERR_(JWT|JWS|JWE|JOSE_ALG|JOSE_NOT|JWKS_NO)_/.test(error.code))
    return res.status(503).set('Retry-After', '5').json({ error: 'temporarily_unavailable' })
  res.status(401).set('WWW-Authenticate', 'Bearer error="invalid_token"').json({ error: 'invalid_token' })
}

app.get('/me', (req, res) => {
  res.json({ sub: req.claims.sub, roles: req.claims[ROLES] ?? [] })
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on 127.0.0.1:${PORT}`))
