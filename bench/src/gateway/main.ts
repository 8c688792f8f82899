import { describeMachine, describeVersions } from '../machine.ts'
import { writeBetweenMarkers } from '../write-between-markers.ts'
import { gatewayPromises, gatewayTable, measureGateway } from './gateway-speed.ts'
import { measureGrpc } from './grpc-speed.ts'

const README = new URL('../../README.md', import.meta.url)
const FLAGS = ['--write', '--quick']
const given = process.argv.slice(2)
const unknown = given.find((word) => !FLAGS.includes(word))

if (unknown !== undefined) {
  console.error(`unknown ${unknown}; hint: there are ${FLAGS.join(', ')}`)
  process.exitCode = 1
} else await measureAll()

async function measureAll(): Promise<void> {
  const [rounds, seconds] = given.includes('--quick') ? [2, 1] : [12, 2]
  const speed = await measureGateway(rounds, seconds)
  const grpc = await measureGrpc(rounds, seconds)
  const report = [
    `${describeMachine()}\n${describeVersions(['pino', '@grpc/grpc-js', 'autocannon'])}`,
    gatewayPromises(speed, grpc),
    gatewayTable(speed, grpc),
  ].join('\n\n')
  console.log(report)
  if (given.includes('--write')) {
    writeBetweenMarkers(README, 'gateway', report)
    console.error('wrote bench/README.md')
  }
}
