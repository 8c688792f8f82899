import type { AuthRequest } from './auth-request.ts'
import { readHeader } from './headers.ts'

/**
 * Whether this is a preflight as browsers send it: `OPTIONS` with one `Origin` and one method that is asked for, and without
 * credentials, which a preflight never has. Fetch Standard §4.8.
 */
export function isPreflight({ method, headers }: AuthRequest): boolean {
  return (
    method === 'OPTIONS' &&
    isOneWord(readHeader(headers, 'origin')) &&
    isOneWord(readHeader(headers, 'access-control-request-method')) &&
    readHeader(headers, 'authorization').length === 0 &&
    readHeader(headers, 'cookie').length === 0
  )
}

function isOneWord(values: readonly unknown[]): boolean {
  const [value] = values
  return values.length === 1 && typeof value === 'string' && value !== '' && !/[\s,]/.test(value)
}
