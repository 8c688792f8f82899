import { Agent, request } from 'node:http'

/** What came back of a load: how often each status, and connections that broke. */
export type Outcomes = Map<number | string, number>

export const ASKED: Readonly<Record<string, string>> = {
  'X-Forwarded-Method': 'GET',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'api.example',
  'X-Forwarded-Uri': '/orders?x=1',
}

/** One request on a connection that is kept. Gives the status, or the code of what broke. */
function ask(agent: Agent, url: string, headers: Readonly<Record<string, string>>): Promise<number | string> {
  return new Promise((resolve) => {
    const asking = request(url, { agent, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
      response.on('error', (error) => resolve(error.message))
    })
    asking.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    asking.end()
  })
}

/** A load of `clients` who ask one after the other, until it is stopped. */
export function startLoad(
  url: string,
  readHeaders: () => Readonly<Record<string, string>>,
  clients = 16,
): { readonly outcomes: Outcomes; stop(): Promise<Outcomes> } {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const outcomes: Outcomes = new Map()
  let isStopped = false
  const running = Array.from({ length: clients }, async () => {
    while (!isStopped) {
      const outcome = await ask(agent, url, readHeaders())
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  })
  return {
    outcomes,
    stop: async () => {
      isStopped = true
      await Promise.all(running)
      agent.destroy()
      return outcomes
    },
  }
}

/** Lets a load go on until so many more answers came. */
export async function answers(outcomes: Outcomes, count: number): Promise<void> {
  const total = (): number => [...outcomes.values()].reduce((sum, one) => sum + one, 0)
  const goal = total() + count
  while (total() < goal) await new Promise((resolve) => setTimeout(resolve, 5))
}
