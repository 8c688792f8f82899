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
    'a word behind a command that takes none',
    async () => ({ args: ['token', 'alice'] }),
    /"tokenstile token" takes options alone/,
  ],
  ['a word too many', async () => ({ args: ['verify', 'a', 'b'] }), /takes 1 word and was given 2/],
  ['a command of users that there is not', async () => ({ args: ['users', 'lock', 'a'] }), /no "users lock"/],
  ['a user without a name', async () => ({ args: ['users', 'add'] }), /"tokenstile users add" needs <id>/],
  ['an option without its value', async () => ({ args: ['verify', '--issuer'] }), /--issuer needs <url>/],
  ['an option that must be there', async () => ({ args: ['probe'] }), /needs --target <url>/],
  ['a value that is none', async () => ({ args: ['dev', '--port', 'x'] }), /--port takes a port .*, not 'x'/],
  [
    'a move without a sign',
    async () => ({ args: ['clock', '1h'] }),
    /<change> is \+1h, -30m or reset, not '1h'/,
  ],
  [
    'a shell that there is not',
    async () => ({ args: ['completion', 'tcsh'] }),
    /is one of bash, zsh, fish, not/,
  ],
  ['an outage of no kind', async () => ({ args: ['fault', 'jwks'] }), /broken in which way\?/],
  [
    'an issuer without its scheme',
    async () => ({ args: ['doctor', '--issuer', 'localhost:4000'] }),
    /did you mean --issuer http:\/\/localhost:4000\?/,
  ],
  [
    'the name of a file where a token belongs',
    async () => ({ args: ['verify', '--issuer', 'https://a.example', 'package.json'] }),
    /read it with --token-file package\.json/,
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

test('takes quotes off a token that was copied out of JSON', async () => {
  const { token } = await gone
  const { code, out } = await run(['decode'], { stdin: `"${token}"\n` })
  assert.equal(code, 0)
  assert.match(out, /^NOT VERIFIED/)
})
