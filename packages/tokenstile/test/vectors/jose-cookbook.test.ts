import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { issuerOfKeys } from './issuer-of-keys.ts'
import { judgeJws } from './signature-pieces.ts'
import { readVectors, type VectorKey } from './vector-files.ts'

interface Example {
  readonly input: { readonly key: VectorKey | readonly VectorKey[] }
  readonly output: { readonly compact?: string; readonly json?: object; readonly json_flat?: object }
}

/** Each example of RFC 7520 §4, RFC 8037 and RFC 7797, and what becomes of its compact form; some have none. */
const EXAMPLES: readonly (readonly [file: string, verdict: string | undefined])[] = [
  ['jws/4_1.rsa_v15_signature.json', 'accepted'],
  ['jws/4_2.rsa-pss_signature.json', 'accepted'],
  ['jws/4_3.ecdsa_signature.json', 'accepted'],
  // MACs: a shared secret never proves an access token.
  ['jws/4_4.hmac-sha2_integrity_protection.json', 'algorithm_not_allowed'],
  ['jws/4_5.signature_with_detached_content.json', 'algorithm_not_allowed'],
  // Unprotected headers and several signatures have no compact form: RFC 7515 §7.1.
  ['jws/4_6.protecting_specific_header_fields.json', undefined],
  ['jws/4_7.protecting_content_only.json', undefined],
  ['jws/4_8.multiple_signatures.json', undefined],
  ['curve25519/jws.json', 'accepted'],
  // Unencoded payloads are MACs here too; this one is not base64url in its compact form. b64 is not for JWTs: RFC 7797 §7.
  ['rfc7797/4.2.hmac-sha2_b64_false.json', undefined],
  ['rfc7797/hmac-sha2_b64_false.json', 'malformed_token'],
]

for (const engine of ENGINES) {
  for (const [file, verdict] of EXAMPLES) {
    test(`judges the cookbook's ${file} on the ${engine.name} engine (checklist 1, 6, 8)`, async () => {
      const { input, output } = readVectors<Example>(`jose-cookbook/${file}`)
      const keys = [input.key].flat().map(toPublic)
      assert.equal(output.compact === undefined, verdict === undefined)
      if (output.compact !== undefined) {
        assert.equal(await judgeJws(output.compact, keys, engine), verdict)
        assert.equal(
          await judgeJws(changeSignature(output.compact), keys, engine),
          verdict === 'accepted' ? 'bad_signature' : verdict,
        )
      }
      const verifier = createVerifierOn(engine, issuerOfKeys(keys))
      for (const form of [output.json, output.json_flat, output.compact]) {
        if (form === undefined) continue
        const result = await verifier.tryVerify(typeof form === 'string' ? form : JSON.stringify(form))
        assert.ok(!result.ok)
      }
    })
  }
}

/** The cookbook shows private keys; a key set that a verifier reads holds public ones. */
function toPublic(key: VectorKey): VectorKey {
  const { d, p, q, dp, dq, qi, ...rest } = key
  return rest
}

/** Changes the first character of the signature, which has no spare bits. */
function changeSignature(jws: string): string {
  const at = jws.lastIndexOf('.') + 1
  return `${jws.slice(0, at)}${jws[at] === 'A' ? 'B' : 'A'}${jws.slice(at + 1)}`
}
