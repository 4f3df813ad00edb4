using System.Text;
using Panta.Data.Reading;
using Panta.Tests;

namespace Panta.Data.Tests.Reading;

/// <summary>Damages small CSV and JSON files, and reads each strictly and leniently: where nothing is malformed, both give the same rows.</summary>
sealed class FileFuzz(string folder)
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

    public bool ReadsCsv(int seed) =>
        Reads(seed, "x.csv", Csv[seed % Csv.Length], (path, mode) => FileScan.Csv(path, new() { Malformed = mode, MaxRowBytes = 4_096 }));

    public bool ReadsJson(int seed) =>
        Reads(seed, "x.json", Json[seed % Json.Length], (path, mode) => FileScan.Json(path, new() { Malformed = mode, MaxObjectBytes = 4_096 }));

    bool Reads(int seed, string name, string text, Func<string, MalformedRows, FileScan> open)
    {
        var path = Path.Combine(folder, name);
        var bytes = Mutation.Of(Encoding.UTF8.GetBytes(text), seed);
        File.WriteAllBytes(path, bytes);

        var strict = TryRows(() => open(path, MalformedRows.Fail));
        var lenient = TryRows(() => open(path, MalformedRows.Quarantine));

        if (strict is not null && lenient is not null && strict != lenient)
            throw new InvalidOperationException($"{Encoding.UTF8.GetString(bytes)}\nstrict {strict}\nlenient {lenient}");
        return strict is not null;
    }

    static (string Rows, long Malformed)? TryRows(Func<FileScan> open)
    {
        try
        {
            var scan = open();
            var rows = Columns.Rows(scan.Rows.ToTable());
            return (string.Join('\n', rows.Select(row => string.Join('|', row.Select(value => value?.ToString() ?? "∅")))), scan.MalformedCount);
        }
        catch (FileReadException error) when (error.Message.Contains("cannot be read", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
