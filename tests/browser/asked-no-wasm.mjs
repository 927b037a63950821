// A browser without WebAssembly lets the hotline ask, and answers, all the same.

import { scenario } from "./harness.mjs";
import { wholeWay } from "./asked-story.mjs";

await scenario((browser) => wholeWay(browser), { lacking: "wasm" });
