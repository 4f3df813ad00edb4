using System.Net.Http.Json;
using System.Text;

namespace Panta.Server.Tests.Pages;

/// <summary>A project lived through for a week: y is 3 x until its fourth day, then −3 x; labels come a day late.</summary>
static class SmallProject
{
    const string Yaml = """
        name: small
        source: {path: rows.csv, time: time, key: key}
        labels: {maturity: 24h}
        expectations:
          - {expectation: notNull, column: y}
          - {expectation: inRange, column: x, min: 0, max: 10}
        pipeline:
          - {stage: VectorAssembler, inputCols: [x], outputCol: features}
          - {stage: LinearRegression, labelCol: y}
        target: y
        metric: mae
        split: {holdout: 2d}
        endpoint: {name: small, frozen: small-frozen}
        monitor:
          window: 1d
          checks:
            - {check: kpi, name: daily-error, metric: mae, limit: 5, breaches: 1, of: 1, clear: 1, minLabels: 5}
            - {check: drift}
        policy:
          retrain: {when: alert, on: daily-error, window: 3d, cooldown: 1d}
          promote: {margin: 0.03, test: bootstrap}
        """;

    static readonly DateTimeOffset _start = new(2024, 1, 11, 0, 0, 0, TimeSpan.Zero);

    public static async Task LiveAsync(HttpClient client)
    {
        var folder = Directory.CreateTempSubdirectory("panta-small-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rows.csv"), Rows());
        await Post(client, "/api/1.0/projects", new { yaml = Yaml, folder = folder.FullName, clock = "replay", now = _start });
        for (var day = 0; day < 7; day++)
        {
            foreach (var endpoint in (string[])["small", "small-frozen"])
            {
                await Post(client, $"/endpoints/{endpoint}/invocations", new
                {
                    dataframe_split = new
                    {
                        columns = new[] { "time", "key", "x" },
                        data = Enumerable.Range(0, 24).Select(hour => new object[] { $"{_start.AddDays(day).AddHours(hour):yyyy-MM-ddTHH:mm:ss}", $"{day}-{hour}", X(day, hour) }),
                    },
                });
                await Post(client, $"/api/1.0/endpoints/{endpoint}/labels", new
                {
                    rows = Enumerable.Range(0, 24).Select(hour => new { entity_key = $"{day}-{hour}", label_time = _start.AddDays(day + 1), label = (day < 3 ? 3 : -3) * X(day, hour) }),
                });
            }
            await Post(client, "/api/1.0/projects/small/clock", new { now = _start.AddDays(day + 1) });
        }
        await Post(client, "/api/1.0/projects/small/clock", new { now = _start.AddDays(9) });
        folder.Delete(recursive: true);
    }

    static string Rows()
    {
        var csv = new StringBuilder("time,key,x,y\n");
        for (var hour = 0; hour < 240; hour++) csv.AppendLine($"{_start.AddHours(hour - 240):yyyy-MM-dd HH:mm:ss},r{hour},{X(0, hour)},{(3 * X(0, hour)) + (0.1 * (hour % 3))}");
        return csv.AppendLine("2024-01-10 00:30:00,bad,99,1").ToString();
    }

    static double X(int day, int hour) => ((hour * 7) + day) % 10;

    static async Task Post(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
    }
}
