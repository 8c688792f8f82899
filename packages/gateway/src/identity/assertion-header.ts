/** The header of the signed identity. */
export const ASSERTION_HEADER = 'X-Tokenstile-Assertion'
