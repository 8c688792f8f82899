// In the place of `test/contract/fetch-server`: the Worker itself serves.
import { servePort } from './ports.mjs'

export const serveFetch = async (t, handler) => servePort(t, handler)
