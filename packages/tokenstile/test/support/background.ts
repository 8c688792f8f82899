import type { VerifierSettings } from 'tokenstile'

/** What a verifier needs for its work to go on behind an answer: nothing here; a Worker has `waitUntil` in this place. */
export const background: Pick<VerifierSettings, 'waitUntil'> = {}
