import { createRemoteJWKSet, customFetch, jwtVerify, type JWTVerifyResult } from 'jose'
import type { Issuer, TokenOptions } from '@tokenstile/issuer'

/** Mints a token and proves its signature against the issuer's published keys, in-process. Its times are not checked. */
export async function mintVerified(issuer: Issuer, options?: TokenOptions): Promise<JWTVerifyResult> {
  const keys = createRemoteJWKSet(new URL(`${issuer.endpoint}/oauth2/jwks`), { [customFetch]: issuer.fetch })
  const token = await issuer.token(options)
  return jwtVerify(token, keys, { issuer: issuer.endpoint, typ: 'at+jwt', currentDate: new Date(0) })
}
