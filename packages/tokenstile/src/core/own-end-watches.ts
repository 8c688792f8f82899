import { createEndWatch, SECOND_MS, type EndWatch } from './end-watch.ts'
import type { EventSink } from './events.ts'
import type { ResolvedSettings } from './settings.ts'

/**
 * Watches for runtimes where one request may not call another back: each has a timer of its own, in the request that it
 * belongs to, and learns within a second what ended it. Nothing looks at all of them at once.
 */
export function createOwnEndWatches(settings: ResolvedSettings, onEvent: EventSink): EndWatch {
  let isClosed = false
  // A timer of another request cannot be called off: it runs out, and sets no other.
  const after: ResolvedSettings['after'] = (ms, step) =>
    settings.after(ms, () => {
      if (!isClosed) step()
    })
  return {
    watch: (auth, callback) =>
      createEndWatch(settings, onEvent, { after, longestMs: SECOND_MS }).watch(auth, callback),
    look: () => undefined,
    close() {
      isClosed = true
    },
  }
}
