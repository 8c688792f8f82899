// Defect: a token in the address is taken. Addresses are kept in logs, in histories and in Referer headers.

import express from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'

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
  const token = /^Bearer (.+)$/i.exec(req.headersDistinct.authorization ?? '')?.[1] ?? req.query.access_token
  if (token === undefined)
    return res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'missing_token' })
  try {
    req.claims = (await jwtVerify(token, keys, demanded)).payload
  } catch (error) {
    return refuse(res, error)
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
