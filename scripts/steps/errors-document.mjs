import { row } from './markdown-row.mjs'

/** Writes docs/errors.md from the table that the library answers with. */
export function errorsDocument(errors) {
  const rows = Object.entries(errors).map(([code, { status, challenge, description, message, hint }]) =>
    row(`\`${code}\``, status, challenge === null ? '' : `\`${challenge}\``, description, message, hint),
  )
  return [
    '# Errors',
    '',
    'Every reason to refuse a request. Made from the table `ERRORS` by `npm run docs`; do not edit.',
    '',
    '`error.code` is stable. The challenge is the `error` of the `WWW-Authenticate` header, the description is what the client',
    'reads; meaning and hint are for you. An `AuthError` holds no token, key or claim value: log it.',
    '',
    row('code', 'status', 'challenge', 'the client reads', 'meaning', 'what to do'),
    row('---', '---', '---', '---', '---', '---'),
    ...rows,
    '',
    '`invalid_dpop_proof` and `use_dpop_nonce` are reserved: nothing gives them yet.',
    '',
    'What `details.reason` says of a 503, and what to do: [keys](keys.md#i-get-503-why).',
    '',
    'A wrong configuration is a `ConfigError` with the `option` at fault, thrown where something is built; during a request',
    'where a function of yours broke its contract. It is a fault of the program: answer 500.',
    '',
  ].join('\n')
}
