// A Worker with the verifier that the page on runtimes shows.
import { verifier } from 'tokenstile-page'

// oxlint-disable-next-line import/no-default-export -- a Worker is one
export default { fetch: () => Response.json(verifier.health()) }
