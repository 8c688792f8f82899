import { createIssuer } from '@tokenstile/issuer'
import { after } from 'node:test'
import { describePages } from '../next/describe-pages.ts'
import { describeRoutes } from '../next/describe-routes.ts'
import { runSite } from '../next/running-site.ts'
import { describeContract } from './describe-contract.ts'
import { contractOn } from './next.ts'

// One process for a major: the site is built and loaded once.
const issuer = await createIssuer().listen()
after(() => issuer.close())
const site = await runSite('15', { TEST_ISSUER: issuer.endpoint })
describeContract(contractOn(site))
describeRoutes({ site, issuer })
describePages({ site, issuer })
