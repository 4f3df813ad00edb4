// Bundles echarts.js into one minified ES module. Usage: node build.mjs OUTFILE
import { build } from "esbuild";

const [outfile] = process.argv.slice(2);
if (!outfile) {
  console.error("build.mjs: name the file to write, as in: node build.mjs ../../artifacts/web/echarts.js");
  process.exit(2);
}
await build({
  entryPoints: ["echarts.js"],
  outfile,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "inline",
  logLevel: "warning",
});
