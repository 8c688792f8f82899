import type { KeyName } from 'tokenstile'
import type { Log } from '../observe/log.ts'
import { keepCounts, sumSamples, type Sample } from '../observe/metric-table.ts'
import type { Tallies } from '../observe/tallies.ts'
import type { Explained, Question } from '../server/explain-question.ts'
import { ListenError, type Addresses } from '../server/listen.ts'
import { createBackoff } from './backoff.ts'
import { GoneError } from './calls.ts'
import { createDistrustList } from './distrust-list.ts'
import { createKeyMemory } from './key-memory.ts'
import type { Member, MemberHealth } from './member.ts'
import type { Order } from './order.ts'
import type { Place, Recruit, Recruiter } from './recruit.ts'

/** All who answer requests, as one: nobody who uses it asks how many they are, and in which process. */
export interface Fleet {
  /** Starts them all. Rejects where one cannot start, and then none is left. Gives where they listen. */
  start(order: FleetOrder): Promise<Addresses>
  /** Gives all of them another configuration. All prepare it, then all use it; where one cannot, all keep what they have. */
  reload(order: FleetOrder): Promise<void>
  /** Stops trusting a key, here and in all who come later. Rejects where nobody knows the issuer. */
  distrustKey(issuer: string, key: KeyName): Promise<void>
  explain(question: Question): Promise<Explained>
  /** What all of them counted, those who ended included. */
  samples(): Promise<readonly Sample[]>
  /** How each of them is that answers. */
  health(): Promise<readonly MemberHealth[]>
  /** Whether one of them answers, as soon as one does: who hangs is not waited for. */
  isThere(): Promise<boolean>
  beginEnding(): Promise<void>
  /** Ends them all within a time. */
  end(limitMs: number): Promise<void>
}

/** An order without what the fleet itself knows. */
export type FleetOrder = Pick<Order, 'config' | 'folder' | 'hashKey'>

/** A member, and what it counted when it was asked last. */
interface Post {
  readonly recruit: Recruit
  samples: readonly Sample[]
}

/** Makes a fleet of `size`. One who ends by itself is replaced, after a longer time where that goes on. */
export function createFleet(size: number, recruiter: Recruiter, log: Log, tallies: Tallies): Fleet {
  // All who may answer, and of these all who do.
  const staff = new Set<Post>()
  const posts = new Set<Post>()
  const keyMemory = createKeyMemory()
  const distrusted = createDistrustList()
  const backoff = createBackoff()
  let current: FleetOrder | undefined
  let isEnding = false
  let left: readonly Sample[] = []
  // A configuration is given to everybody before the next one, and before somebody new comes.
  let turn: Promise<unknown> = Promise.resolve()

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = turn.then(run)
    turn = result.catch(() => {})
    return result
  }

  let place: Place = {}

  /** Who joins later listens where the others do. */
  const inPlace = (order: FleetOrder): FleetOrder => ({ ...order, config: { ...order.config, ...place } })

  const withKnown = (order: FleetOrder): Order => ({
    ...order,
    keys: keyMemory.all(),
    distrusted: distrusted.all(),
  })

  async function join(order: FleetOrder): Promise<Addresses> {
    const recruit = await recruiter.takeOn((keys) => keyMemory.take(keys))
    const post: Post = { recruit, samples: [] }
    staff.add(post)
    void recruit.gone.then((reason) => leave(post, reason))
    try {
      await recruit.member.prepare(withKnown(order))
      const addresses = await recruit.member.commit()
      if (staff.has(post)) {
        posts.add(post)
        recruit.begin()
      }
      return addresses
    } catch (error) {
      recruit.kill()
      throw error
    }
  }

  function leave(post: Post, reason: string): void {
    staff.delete(post)
    posts.delete(post)
    left = sumSamples([...left, ...keepCounts(post.samples)])
    if (isEnding || current === undefined) return
    tallies.count('tokenstile_gateway_process_ends_total')
    replace(reason)
  }

  function replace(reason: string): void {
    const waitMs = backoff.nextMs()
    log.error({ reason, replacedInMs: waitMs }, 'a worker ended by itself and is replaced')
    setTimeout(() => {
      void inTurn(async () => {
        if (!isEnding && current !== undefined) await join(current)
      }).catch((error: unknown) => {
        if (error instanceof ListenError)
          log.error({ problem: error.message }, 'a worker could not be replaced')
        else log.fault(error, 'a worker could not be replaced')
      })
    }, waitMs)
  }

  /** Runs something on all. Who is gone or does not answer is replaced, by somebody who knows. */
  async function onAll<T>(
    whom: Iterable<Post>,
    run: (member: Member, post: Post) => Promise<T>,
  ): Promise<readonly T[]> {
    const results = await Promise.allSettled(
      [...whom].map(async (post) => {
        try {
          return await run(post.recruit.member, post)
        } catch (error) {
          if (error instanceof GoneError) post.recruit.kill()
          throw error
        }
      }),
    )
    for (const result of results) {
      if (result.status === 'rejected' && !(result.reason instanceof GoneError)) throw result.reason
    }
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  }

  return {
    start: (order) =>
      inTurn(async () => {
        try {
          const { listen, grpc } = order.config
          place = { listen, grpc }
          const opened = await recruiter.open(place)
          const addresses: Addresses[] = []
          // The first one finds what would be wrong with all.
          for (let count = 0; count < size; count += 1) addresses.push(await join(order))
          current = order
          return opened ?? (addresses[0] as Addresses)
        } catch (error) {
          isEnding = true
          await recruiter.close()
          for (const { recruit } of staff) recruit.kill()
          throw error
        }
      }),
    reload: (order) =>
      inTurn(async () => {
        if (isEnding) return
        try {
          const given = withKnown(inPlace(order))
          await onAll(posts, (member) => member.prepare(given))
        } catch (error) {
          await onAll(posts, (member) => member.discard())
          throw error
        }
        // Who comes from now on gets it, whatever happens to those who are here.
        current = inPlace(order)
        await onAll(posts, (member) => member.commit())
      }),
    distrustKey: async (issuer, key) => {
      // Not in turn: it holds at once. Whoever joins later reads the list.
      const told = new Set(staff)
      await onAll(told, (member) => member.distrustKey(issuer, key))
      distrusted.add(issuer, key)
      const joined = [...staff].filter((post) => !told.has(post))
      await onAll(joined, (member) => member.distrustKey(issuer, key))
    },
    explain: async (question) => {
      const [post] = posts
      if (post === undefined) throw new GoneError('nobody is there to answer')
      return post.recruit.member.explain(question)
    },
    samples: async () => {
      await onAll(posts, async (member, post) => {
        post.samples = await member.samples()
      })
      const state: Sample = { metric: 'tokenstile_gateway_processes', labels: {}, value: posts.size }
      return [...left, ...[...posts].flatMap(({ samples }) => samples), state]
    },
    health: () => onAll(posts, (member) => member.health()),
    isThere: () =>
      Promise.any([...posts].map(({ recruit }) => recruit.member.health())).then(
        () => true,
        () => false,
      ),
    beginEnding: async () => {
      isEnding = true
      await onAll(staff, (member) => member.beginEnding())
    },
    end: async (limitMs) => {
      isEnding = true
      const endAt = performance.now() + limitMs
      await recruiter.close(limitMs)
      await onAll(staff, (member) => member.end(Math.max(0, endAt - performance.now()))).catch(
        (error: unknown) => log.fault(error, 'a worker did not end in order'),
      )
    },
  }
}
