// Defect: the header chooses the algorithm, and the public key of the issuer, as text, is the secret of HS256. Everybody knows
// that key.

import { createHmac, createPublicKey } from 'node:crypto'
import express from 'express'
import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose'

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
    req.claims = await verify(token)
  } catch (error) {
    return refuse(res, error instanceof TypeError ? { code: 'ERR_JWS_INVALID' } : error)
  }
  next()
})

async function verify(token) {
  const header = decodeProtectedHeader(token)
  if (header.alg !== 'HS256') return (await jwtVerify(token, keys, demanded)).payload
  const [input, signature] = [token.slice(0, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.') + 1)]
  const { keys: published } = keys.jwks() ?? (await fetchKeys())
  const key = published.find(({ kid }) => kid === header.kid)
  if (key === undefined) throw new errors.JWKSNoMatchingKey()
  const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const isSigned = [pem, pem.trim()].some(
    (secret) => createHmac('sha256', secret).update(input).digest('base64url') === signature,
  )
  if (!isSigned) throw new errors.JWSSignatureVerificationFailed()
  const claims = JSON.parse(Buffer.from(input.split('.')[1], 'base64url'))
  if (claims.iss !== ISSUER || ![claims.aud].flat().includes(AUDIENCE) || !(claims.exp > Date.now() / 1000))
    throw new errors.JWTInvalid()
  return claims
}

async function fetchKeys() {
  await keys.reload()
  return keys.jwks()
}

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
