// An API behind the gateway: it reads who is calling from headers, and has the gateway's signature prove them. Express and jose.

import express from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const { GATEWAY_ISSUER, GATEWAY_JWKS, GATEWAY_AUDIENCE, PORT = '3000' } = process.env
const keys = createRemoteJWKSet(new URL(GATEWAY_JWKS))

const app = express()

// Before every route: whoever reaches this port past the gateway has no signature, whatever headers they send.
app.use(async (req, res, next) => {
  try {
    const { payload } = await jwtVerify(req.get('X-Tokenstile-Assertion') ?? '', keys, {
      issuer: GATEWAY_ISSUER,
      audience: GATEWAY_AUDIENCE,
      algorithms: ['ES256'],
      typ: 'tokenstile-assertion+jwt',
      requiredClaims: ['exp', 'sub', 'htm', 'htp'],
    })
    // It was made for one request, and is good for no other.
    if (payload.htm !== req.method || payload.htp !== req.originalUrl.split('?')[0]) return refuse(res)
    req.sub = payload.sub
  } catch (error) {
    if (/^ERR_(JWT|JWS|JOSE_ALG|JOSE_NOT|JWKS_NO)_/.test(error.code)) return refuse(res)
    // The gateway gives no keys: nobody can say.
    return res.status(503).set('Retry-After', '5').json({ error: 'temporarily_unavailable' })
  }
  next()
})

app.get('/me', (req, res) => {
  res.json({ sub: req.sub, roles: readList(req.get('X-User-Roles')) })
})

/** Commas between; what is no visible ASCII, a comma or a percent sign is percent-encoded. */
function readList(value = '') {
  return value === '' ? [] : value.split(',').map(decodeURIComponent)
}

function refuse(res) {
  res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'unauthorized' })
}

app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on 127.0.0.1:${PORT}`))
