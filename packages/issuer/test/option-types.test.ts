import { createIssuer, type IssuerOptions, type TokenOptions } from '@tokenstile/issuer'
import { rejects, throws } from 'node:assert'
import { suite, test } from 'node:test'

const resource = 'https://api.example.com'

const tokens: TokenOptions[] = [
  // @ts-expect-error a token is for a person or for a machine
  { user: 'alice', client: { id: 'worker', resource } },
  // @ts-expect-error a machine's token has no time of authentication
  { client: { id: 'worker', resource }, authTime: 0 },
  // @ts-expect-error a machine's token is for one resource
  { client: { id: 'worker' } },
  // @ts-expect-error only what older servers lack can be left out
  { omit: ['sub'] },
  // @ts-expect-error a user has an id
  { user: { isVerified: true } },
]

// @ts-expect-error the option is called endpoint
const renamed: IssuerOptions = { issuer: 'http://issuer.localhost' }

suite('a mistake that types can see does not compile', () => {
  test('and is refused where there are no types', async () => {
    for (const options of tokens) await rejects(createIssuer().token(options), TypeError)
    throws(() => createIssuer(renamed), TypeError)
  })
})
