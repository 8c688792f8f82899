import { headers } from 'next/headers'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authenticateHeaders } from 'tokenstile/next'

const verifier = createVerifier(authgear(process.env['AUTHGEAR_ENDPOINT'] ?? ''))

/** For route handlers and the proxy. */
export const protect = authenticate(verifier)

/** For Server Components and Server Actions. */
export const currentAuth = authenticateHeaders(verifier, headers, { optional: true })
