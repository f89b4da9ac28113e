// Runs Lighthouse, as on a phone, over pages of a running site and holds them to budget.json.
// Usage: node audit.mjs http://127.0.0.1:8000

import { readFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const site = process.argv[2] ?? "http://127.0.0.1:8000";
const budget = JSON.parse(readFileSync(new URL("budget.json", import.meta.url)));
const chrome = await launch({
  chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-background-networking"],
});

const faults = [];

for (const page of budget.pages) {
  const { lhr } = await lighthouse(site + page, { port: chrome.port, logLevel: "error" });
  if (lhr.runtimeError) {
    faults.push(`${page}: ${lhr.runtimeError.message}`);
    continue;
  }
  const found = measure(lhr);
  console.log(line(page, found));
  faults.push(...exceeded(page, found).map((fault) => `${page}: ${fault}`));
}

chrome.kill();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length ? 1 : 0;

function measure({ categories, audits }) {
  const requests = audits["network-requests"].details.items;
  const kilobytes = (type) =>
    requests
      .filter((request) => type === "all" || request.resourceType?.toLowerCase() === type)
      .reduce((sum, request) => sum + request.transferSize, 0) / 1024;
  return {
    scores: Object.fromEntries(
      Object.entries(categories).map(([name, { score }]) => [name, Math.round(score * 100)]),
    ),
    layoutShift: audits["cumulative-layout-shift"].numericValue,
    requests: requests.length,
    elsewhere: requests.filter((request) => !request.url.startsWith(site)).map(({ url }) => url),
    kilobytes: Object.fromEntries(
      Object.keys(budget.kilobytes).map((type) => [type, kilobytes(type)]),
    ),
    backForward: audits["bf-cache"]?.score ?? 1,
  };
}

function exceeded(page, found) {
  const faults = [];
  for (const [name, least] of Object.entries(budget.scores)) {
    // A page that is kept from search engines on purpose loses points for just that.
    if (name === "seo" && budget.unindexed.includes(page)) continue;
    if (found.scores[name] < least) faults.push(`${name} ${found.scores[name]} < ${least}`);
  }
  for (const [type, most] of Object.entries(budget.kilobytes)) {
    if (found.kilobytes[type] > most)
      faults.push(`${type} ${found.kilobytes[type].toFixed(0)} KB > ${most}`);
  }
  if (found.layoutShift > budget.layoutShift) faults.push(`layout shift ${found.layoutShift}`);
  if (found.requests > budget.requests) faults.push(`${found.requests} requests`);
  if (found.elsewhere.length) faults.push(`requests to other hosts: ${found.elsewhere}`);
  if (found.backForward < 1) faults.push("no back/forward cache");
  return faults;
}

function line(page, { scores, layoutShift, requests, kilobytes }) {
  const points = Object.entries(scores).map(([name, score]) => `${name} ${score}`);
  const sizes = Object.entries(kilobytes).map(([type, size]) => `${type} ${size.toFixed(0)} KB`);
  return [page, ...points, `CLS ${layoutShift.toFixed(3)}`, `${requests} requests`, ...sizes].join(
    "  ",
  );
}
