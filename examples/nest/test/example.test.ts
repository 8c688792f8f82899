import { describeRoutes } from '@tokenstile/example-support'

describeRoutes(new URL('../dist/start.js', import.meta.url))
