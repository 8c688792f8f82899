/**
 * Stops this process, as SIGTERM would, when the shell in which npm started it is gone. A SIGTERM to `npm start` ends
 * npm and that shell only; without this the server would stay behind and hold its port.
 */
export function stopWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  timer.unref()
}
