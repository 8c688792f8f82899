import { headers } from 'next/headers'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authenticateHeaders } from 'tokenstile/next'

const verifier = createVerifier(authgear(process.env.AUTHGEAR_ENDPOINT ?? 'http://localhost:4000'))

export const protect = authenticate(verifier)
export const currentAuth = authenticateHeaders(verifier, headers, { optional: true })
