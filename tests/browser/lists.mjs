// The pages of the desk that are about no single case. Every walk over the desk's pages goes by this list.

/** Pages that the navigation does not lead to. */
const BEHIND = ["/account", "/cases?closed=unread", "/cases?partner=nobody", "/figures/notices", "/figures/trends", "/watch?left=0"];

/** The addresses of the pages that the visitor of this page may open. */
export async function lists(page) {
  const navigation = await page.$$eval("header nav a", (links) => links.map(({ pathname, search }) => pathname + search));
  return [...navigation, ...BEHIND];
}
