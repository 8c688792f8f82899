// In the place of `test/support/wait-until`.
export { waitUntil } from 'cloudflare:workers'
