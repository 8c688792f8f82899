import type { Backend, IssuerAddress } from '../backend.ts'
import { createJwksRsa } from './jwks-rsa.ts'

export function createBackend(issuer: IssuerAddress): Backend {
  return createJwksRsa(issuer, {})
}
