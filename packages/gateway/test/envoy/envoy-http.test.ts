import { describeProxy } from '../proxies/describe-proxy.ts'
import type { StartProxy } from '../proxies/served.ts'
import { findEnvoy } from './envoy-binary.ts'
import { startEnvoy } from './envoy-process.ts'

const program = findEnvoy()
if (program !== undefined) {
  const start: StartProxy = (t, config, backend) => startEnvoy(t, program, config, backend)
  describeProxy('Envoy over HTTP', 'envoy', start)
}
