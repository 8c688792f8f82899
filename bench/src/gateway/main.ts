import { describeMachine, describeVersions } from '../machine.ts'
import { writeBetweenMarkers } from '../write-between-markers.ts'
import { gatewayPromises, gatewayTable, measureGateway } from './gateway-speed.ts'
import { measureGrpc } from './grpc-speed.ts'
import { measureMemory, memoryTable } from './memory.ts'

const README = new URL('../../README.md', import.meta.url)
const FLAGS = ['--write', '--quick', '--memory']
const given = process.argv.slice(2)
const unknown = given.find((word) => !FLAGS.includes(word))

if (unknown !== undefined) {
  console.error(`unknown ${unknown}; hint: there are ${FLAGS.join(', ')}`)
  process.exitCode = 1
} else if (given.includes('--memory')) await measureMemoryAlone()
else await measureAll()

async function measureAll(): Promise<void> {
  const [rounds, seconds] = given.includes('--quick') ? [2, 1] : [12, 2]
  const speed = await measureGateway(rounds, seconds)
  const grpc = await measureGrpc(rounds, seconds)
  const report = [
    `${describeMachine()}\n${describeVersions(['pino', '@grpc/grpc-js', 'autocannon'])}`,
    gatewayPromises(speed, grpc),
    gatewayTable(speed, grpc),
  ].join('\n\n')
  tell('gateway', report)
}

/** Ten minutes: apart from the rest, since it says nothing of speed and needs no quiet machine. */
async function measureMemoryAlone(): Promise<void> {
  const [tokens, minutes] = given.includes('--quick') ? [50_000, 0.5] : [1_000_000, 10]
  const memory = await measureMemory(tokens, minutes)
  tell('gateway-memory', `${describeMachine()}\n\n${memoryTable(memory)}`)
}

function tell(place: string, report: string): void {
  console.log(report)
  if (!given.includes('--write')) return
  writeBetweenMarkers(README, place, report)
  console.error('wrote bench/README.md')
}
