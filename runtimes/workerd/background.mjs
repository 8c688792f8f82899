// In the place of `test/support/background`.
import { waitUntil } from 'cloudflare:workers'

export const background = { waitUntil }
