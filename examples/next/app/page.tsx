import { currentAuth } from '../auth'

export default async function Page() {
  const auth = await currentAuth()
  return <p>hello {auth?.user?.id ?? 'stranger'}</p>
}
