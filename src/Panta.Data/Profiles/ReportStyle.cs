namespace Panta.Data.Profiles;

/// <summary>The report's style: Panta's design tokens, as far as the report uses them.</summary>
static class ReportStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --canvas: #f6f7f9; --surface: #ffffff; --sunken: #eceff3; --line: #e2e6eb; --shadow: 0 1px 2px #14181f0d;
          --text: #151a21; --text-2: #475160; --text-3: #5e6877; --bad: #b1231b; --c1: #1764d4; --axis: #848e9c;
          --d-3: #14509f; --d-2: #5b8fd0; --d-1: #b3cdec; --d0: #eef0f2; --d1: #f4cfa8; --d2: #d98c45; --d3: #93490c;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --canvas: #0d1014; --surface: #15191f; --sunken: #0a0d10; --line: #262d36; --shadow: 0 1px 2px #0000004d;
            --text: #e7eaee; --text-2: #b3bbc6; --text-3: #919ba8; --bad: #ff8d83; --c1: #6aa5f7; --axis: #6f7b89;
            --d-3: #8fbdf8; --d-2: #4a83c9; --d-1: #29466b; --d0: #23282f; --d1: #5f3d1a; --d2: #b06c27; --d3: #f5b26b;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--canvas); color: var(--text);
            font: 13px/20px -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
            font-variant-numeric: tabular-nums; }
        main { max-width: 1200px; margin: 0 auto; padding: 24px 16px 48px; }
        h1 { font-size: 20px; line-height: 28px; font-weight: 600; margin: 0 0 16px; overflow-wrap: anywhere; }
        h2 { font-size: 14px; line-height: 20px; font-weight: 600; margin: 32px 0 12px; }
        h3 { font-size: 14px; line-height: 20px; font-weight: 600; margin: 0 0 12px; overflow-wrap: anywhere; }
        .type, .label, .note, dt { color: var(--text-3); font-size: 12px; line-height: 16px; font-weight: 400; }
        .note { margin: 0 0 12px; }
        .panel { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 16px; box-shadow: var(--shadow); }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; }
        .figure { display: block; font-size: 26px; line-height: 32px; font-weight: 600; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 12px; }
        .chart { display: block; width: 100%; height: auto; max-width: 640px; }
        .scroll { overflow-x: auto; }
        dl { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px; margin: 12px 0 0; }
        dd { margin: 0; overflow-wrap: anywhere; }
        text { fill: var(--text-2); font-size: 11px; }
        .axis { stroke: var(--axis); }
        .track { fill: var(--sunken); }
        .c1 { fill: var(--c1); } .bad { fill: var(--bad); }
        .m3 { fill: var(--d-3); } .m2 { fill: var(--d-2); } .m1 { fill: var(--d-1); } .d0 { fill: var(--d0); }
        .d1 { fill: var(--d1); } .d2 { fill: var(--d2); } .d3 { fill: var(--d3); }
        .none { fill: none; stroke: var(--line); }

        """;
}
