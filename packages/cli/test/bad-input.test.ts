import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { run } from './support/run.ts'
import { serve } from './support/serve.ts'

/** A token of an issuer that is gone by now. */
async function tokenOfTheGone(): Promise<{ readonly endpoint: string; readonly token: string }> {
  const issuer = await createIssuer().listen()
  const token = await issuer.token({ user: 'alice' })
  await issuer.close()
  return { endpoint: issuer.endpoint, token }
}

const gone = tokenOfTheGone()

const INPUTS: readonly (readonly [
  what: string,
  given: (t: TestContext) => Promise<{ readonly args: readonly string[]; readonly stdin?: string }>,
  sentence: RegExp,
])[] = [
  ['what is no token', async () => ({ args: ['decode'], stdin: 'hello world' }), /holds no token/],
  ['nothing at all', async () => ({ args: ['decode'] }), /no token was given/],
  [
    'more than any token is',
    async () => ({ args: ['decode'], stdin: 'a'.repeat(1_048_577) }),
    /longer than 1 MiB/,
  ],
  [
    'a file that is missing',
    async () => ({ args: ['verify', '--issuer', 'https://a.example', '--token-file', 'nowhere.jwt'] }),
    /there is no file nowhere\.jwt/,
  ],
  [
    'a folder instead of a file',
    async () => ({ args: ['decode', '--token-file', '.'] }),
    /cannot be read \(EISDIR\)/,
  ],
  ['no issuer', async () => ({ args: ['verify'], stdin: (await gone).token }), /which issuer\?/],
  [
    'an issuer that is none',
    async () => ({ args: ['verify', '--issuer', 'nonsense'], stdin: (await gone).token }),
    /Authgear endpoint/,
  ],
  [
    'an issuer that is down, asked for its keys',
    async () => ({ args: ['verify', '--issuer', (await gone).endpoint], stdin: (await gone).token }),
    /cannot be judged without the keys of .*: it cannot be reached/,
  ],
  [
    'an issuer that is down, looked through',
    async () => ({ args: ['doctor', '--issuer', (await gone).endpoint] }),
    /nothing answers at .* \(ECONNREFUSED\)/,
  ],
  [
    'an issuer that is down, steered',
    async () => ({ args: ['token', '--issuer', (await gone).endpoint] }),
    /no local issuer answers at/,
  ],
  [
    'an issuer that redirects',
    async (t) => {
      const origin = await serve(t, () => ({
        status: 307,
        headers: { location: 'https://elsewhere.example/' },
      }))
      return { args: ['token', '--issuer', origin] }
    },
    /is no local issuer/,
  ],
  [
    'a server that is no local issuer',
    async (t) => ({ args: ['rotate', '--issuer', await serve(t, () => ({ body: '<html>' }))] }),
    /has no control plane/,
  ],
  ['a command that there is not', async () => ({ args: ['verfy'] }), /unknown command 'verfy'/],
  [
    'an option that there is not',
    async () => ({ args: ['verify', '--isuer', 'x'] }),
    /unknown option '--isuer'/,
  ],
  [
    'a token where a command belongs',
    async () => ({ args: [(await gone).token] }),
    /unknown command '\(a token\)'/,
  ],
  [
    'a token where a file belongs',
    async () => ({ args: ['decode', '--token-file', (await gone).token] }),
    /there is no file \(a token\)|cannot be read \(ENAMETOOLONG\)/,
  ],
]

for (const [what, given, sentence] of INPUTS) {
  test(`says of ${what} a sentence and a hint, and ends with 2`, async (t) => {
    const { args, stdin } = await given(t)
    const { code, out, err } = await run(args, stdin === undefined ? {} : { stdin })
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, sentence)
    assert.match(err, /^tokenstile: [^\n]+\nhint: [^\n]+\n$/)
    assert.ok(!err.includes((await gone).token))
  })
}
