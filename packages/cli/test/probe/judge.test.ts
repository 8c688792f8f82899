import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAcceptIf } from '../../dist/probe/judge/accept-if.js'
import { isInconclusive, learnBaselines } from '../../dist/probe/judge/baselines.js'
import { findLeaks } from '../../dist/probe/judge/leaks.js'
import { describeShape, readShape } from '../../dist/probe/judge/shape.js'
import type { AnsweredAnswer } from '../../dist/probe/target/answer.js'
import { classifyAddress } from '../../dist/probe/target/address.js'

function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): AnsweredAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { kind: 'answered', status, headers, body: text, durationMs: 1 }
}

function learn(good: AnsweredAnswer, none: AnsweredAnswer, random: AnsweredAnswer = none, again = good) {
  const [first, second, ...refusals] = [good, again, none, random].map((each) => ({
    answer: each,
    secrets: [],
  }))
  return learnBaselines({ good: [first!, second!], none: refusals[0]!, random: refusals[1]! })
}

/** Another one each time. */
function answerAt(time: number): AnsweredAnswer {
  return answer(200, { at: time, id: `request-${time}` })
}

function holds(conditions: string[], given: AnsweredAnswer): boolean | undefined {
  return readAcceptIf(conditions)?.(given)
}

function accepts(learned: ReturnType<typeof learn>, given: AnsweredAnswer): boolean {
  assert.ok(!isInconclusive(learned))
  return learned.isAccepted(given, [])
}

test('tells addresses that may be attacked from those that may not, also inside others', () => {
  const kinds: Readonly<Record<string, readonly string[]>> = {
    loopback: ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'],
    private: ['10.1.2.3', '172.31.0.1', '192.168.1.1', 'fd12::1', '::ffff:10.0.0.1'],
    public: ['8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', '64:ff9b::808:808'],
    forbidden: [
      '169.254.169.254',
      'fe80::1%eth0',
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
      '2002:a9fe:a9fe::1',
      'fd00:ec2::254',
      '0.0.0.0',
      '::',
      '224.0.0.1',
      'no address',
    ],
  }
  for (const [kind, addresses] of Object.entries(kinds)) {
    for (const address of addresses) assert.equal(classifyAddress(address), kind, address)
  }
})

test('tells by the status, and takes members that are absent or new for the same answer', () => {
  const learned = learn(answer(200, { sub: 'alice', roles: ['a'] }), answer(401, { error: 'x' }))
  assert.ok(accepts(learned, answer(200, { sub: 'bob' })))
  assert.ok(accepts(learned, answer(201, { sub: 'bob', roles: [], more: 1 })))
  assert.ok(accepts(learned, answer(200, {})))
  assert.ok(!accepts(learned, answer(401, { sub: 'alice', roles: [] })))
  for (const body of [
    { error: 'expired' },
    { message: 'expired' },
    { sub: 'x', error: 'y' },
    'no JSON',
    '',
  ]) {
    assert.ok(!accepts(learned, answer(200, body)), JSON.stringify(body))
  }
})

test('tells by the shape where every status is 200, and by words where the shape is the same', () => {
  const byShape = learn(answer(200, { sub: 'alice' }), answer(200, { error: 'no token' }))
  assert.ok(accepts(byShape, answer(200, { sub: 'bob' })))
  assert.ok(!accepts(byShape, answer(200, { error: 'bad' })))
  const byWords = learn(answer(200, { hello: 'alice' }), answer(200, { hello: 'stranger' }))
  assert.ok(accepts(byWords, answer(200, { hello: 'alice' })))
  assert.ok(!accepts(byWords, answer(200, { hello: 'stranger' })))
})

test('says nothing where only times and ids differ', () => {
  assert.ok(isInconclusive(learn(answerAt(1), answerAt(2), answerAt(3), answerAt(4))))
})

test('says nothing where the good token is not taken', () => {
  for (const status of [401, 403, 404, 429, 302, 500]) {
    assert.ok(isInconclusive(learn(answer(status, 'x'), answer(401))), String(status))
  }
})

test('shows names of members and never their values', () => {
  assert.equal(describeShape(readShape(answer(200, { sub: 'alice', roles: ['a'] }))), '{ roles[], sub }')
  assert.equal(describeShape(readShape(answer(204))), 'empty')
})

test('reads conditions, and says which it cannot read', () => {
  const given = answer(200, { ok: true, 'a/b': { c: null } })
  assert.equal(holds(['status:200', 'json:/ok=true'], given), true)
  assert.equal(holds(['!status:200'], given), false)
  assert.equal(holds(['json:/a~1b'], given), true)
  assert.equal(holds(['json:/a~1b/c'], given), false)
  assert.equal(holds(['json:/toString'], given), false)
  assert.equal(holds(['body:"ok"'], given), true)
  assert.equal(readAcceptIf([]), undefined)
  for (const bad of ['status:2xx', 'body:', 'json:ok', 'nothing', '!']) {
    assert.throws(() => readAcceptIf([bad]), { name: 'UsageError' })
  }
})

test('finds stack traces of each language and echoes, and none in what a good answer shows too', () => {
  const traces = [
    'Error: x\n    at verify (/srv/app/auth.js:10:5)',
    'Traceback (most recent call last):\n  File "/srv/app.py", line 3',
    '\tat com.example.Api.get(Api.java:12)',
    'goroutine 7 [running]:',
    'PHP Fatal error: Uncaught Exception in /srv/index.php:3',
    '   at Api.Get() in /src/Api.cs:line 4',
  ]
  for (const trace of traces) {
    assert.equal(findLeaks(answer(500, trace), [])[0]?.what, 'stack-trace', trace)
    assert.deepEqual(findLeaks(answer(500, trace), [], trace), [])
  }
  const secret = 'x'.repeat(30)
  assert.equal(findLeaks(answer(401, `bad: ${secret}`), [secret])[0]?.what, 'token')
  assert.equal(findLeaks(answer(302, '', { location: `/login?t=${secret}` }), [secret])[0]?.what, 'token')
  assert.deepEqual(findLeaks(answer(401, { error: 'invalid_token' }), [secret]), [])
})
