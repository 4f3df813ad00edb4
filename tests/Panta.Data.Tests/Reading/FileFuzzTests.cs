using System.Text;
using Panta.Data.Reading;
using Panta.Tests;

namespace Panta.Data.Tests.Reading;

public sealed class FileFuzzTests : IDisposable
{
    static readonly string[] Csv =
    [
        "a,b,c\n1,x,2024-01-01\n2,\"y, \"\"z\"\"\",2024-01-02\n3,,\n", "1;2,5;'a'\r\n2;3,5;'b\r\nc'\r\n", "\uFEFFid\tname\r1\tgrüße\r2\t\"\"\r",
        "d,t,f\n31/12/2024,2024-01-01T00:00:00Z,true\n01/01/2025,2024-01-01T00:00:00+02:00,false\n",
            "\"date\",\"x\"\n\"1\",\"2015-02-02 14:19:00\",23.7\n\"2\",\"2015-02-02 14:20:00\",23.8\n",
    ];

    static readonly string[] Json =
    [
        "{\"a\":1,\"b\":\"x\",\"c\":[1,2.5,null]}\n{\"a\":2,\"b\":\"\\u00fc\",\"c\":[]}\n", "[{\"a\":{\"b\":{\"c\":[{\"d\":1}]}}},{\"a\":null}]",
            "{\"t\":\"2024-01-01T00:00:00Z\",\"d\":\"2024-01-01\",\"n\":12345678901234567890}",
        "{\n\"a\": true\n}\n{\n\"a\": false\n}\n",
    ];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mutated_files_are_read_or_refused_with_their_name() => Fuzz(0, 750);

    [LongFact]
    public void Mutated_files_of_a_hundred_thousand_seeds_each_are_read_or_refused() => Fuzz(1_000_000, 100_000);

    void Fuzz(int first, int count)
    {
        var problems = new List<string>();
        for (var seed = first; seed < first + count && problems.Count < 10; seed++)
        {
            string?[] found =
            [
                Problem(seed, "x.csv", Csv[seed % Csv.Length], mode => FileScan.Csv(_folder["x.csv"], new() { Malformed = mode, MaxRowBytes = 4_096 })),
                Problem(seed, "x.json", Json[seed % Json.Length], mode => FileScan.Json(_folder["x.json"], new() { Malformed = mode, MaxObjectBytes = 4_096 })),
            ];
            problems.AddRange(found.OfType<string>());
        }

        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
    }

    // Where nothing is malformed, dropping changes nothing; what is malformed is told as such, and the rest can be read.
    string? Problem(int seed, string name, string text, Func<MalformedRows, FileScan> open)
    {
        File.WriteAllBytes(_folder[name], Mutation.Of(Encoding.UTF8.GetBytes(text), seed));
        try
        {
            var strict = TryRows(() => open(MalformedRows.Fail));
            var lenient = TryRows(() => open(MalformedRows.Quarantine));
            if (strict is null || lenient is null || strict == lenient) return null;

            return $"seed {seed}, {name}: {Encoding.UTF8.GetString(File.ReadAllBytes(_folder[name]))}\nstrict {strict}\nlenient {lenient}";
        }
        catch (Exception error) when (error is not FileReadException)
        {
            return $"seed {seed}, {name}: {Encoding.UTF8.GetString(File.ReadAllBytes(_folder[name]))}\n{error}";
        }
    }

    static (string Rows, long Malformed)? TryRows(Func<FileScan> open)
    {
        try
        {
            var scan = open();
            var rows = Columns.Rows(scan.Rows.ToTable());
            return (string.Join('\n', rows.Select(row => string.Join('|', row.Select(value => value?.ToString() ?? "∅")))), scan.MalformedCount);
        }
        catch (FileReadException error)
        {
            Assert.Contains("cannot be read", error.Message);
            return null;
        }
    }
}
