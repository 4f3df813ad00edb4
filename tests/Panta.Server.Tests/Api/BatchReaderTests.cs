using System.Text;
using System.Text.Json;
using Panta.Server.Api;
using Panta.Tracking.Runs;

namespace Panta.Server.Tests.Api;

public sealed class BatchReaderTests
{
    const string Plain = """
        {"run_id":"a1","metrics":[{"key":"loss","value":0.5,"timestamp":7,"step":-2},{"key":"größe","value":-1e-3,"timestamp":8,"model_id":"m-1","dataset_name":"d","dataset_digest":"x"}],
         "params":[{"key":"p","value":"1"},{"key":"empty"}],"tags":[{"value":"ü","key":"t"}]}
        """;

    // What may stand where a value is expected, and between.
    static readonly string[] Values =
    [
        "1", "-0", "2.5", "1e3", "1e999", "9223372036854775807", "9223372036854775808", "NaN", "-Infinity", "\"NaN\"", "\"5\"", "\"2.5\"", "\"many\"", "\"\"", "\"a\"",
        "\"\\u0061\"", "\"\\u0000\"", "\"\\ud800\"", "\"loss\"", "null", "true", "false", "{}", "[]", "[1]", "{\"key\":\"k\"}", "[{\"key\":\"k\",\"value\":\"v\"}]",
        "[{\"key\":\"k\",\"value\":1,\"timestamp\":2}]",
    ];

    static readonly string[] Names = ["run_id", "run_uuid", "metrics", "params", "tags", "key", "value", "timestamp", "step", "model_id", "dataset_name", "dataset_digest", "other", "\\u006bey"];

    [Fact]
    public void A_plain_body_is_read_at_once()
    {
        var (run, batch) = BatchReader.TryRead(Encoding.UTF8.GetBytes(Plain)) ?? throw new InvalidOperationException("It was not read.");

        Assert.Equal("a1", run);
        Assert.Equal([new("loss", 0.5, 7, -2), new("größe", -1e-3, 8) { ModelId = "m-1", DatasetName = "d", DatasetDigest = "x" }], batch.Metrics);
        Assert.Equal([new("p", "1"), new("empty", "")], batch.Params);
        Assert.Equal([new("t", "ü")], batch.Tags);
    }

    [Fact]
    public void What_is_read_at_once_is_what_the_rules_of_fields_read()
    {
        const int Seed = 62;
        var (random, read) = (new Random(Seed), 0);
        for (var trial = 0; trial < 20_000; trial++)
        {
            var body = Body(random);
            if (BatchReader.TryRead(body) is not var (run, batch)) continue;

            read++;
            using var document = JsonDocument.Parse(body);
            var (otherRun, other) = RunsApi.ReadBatch(new(document.RootElement, ""));
            var about = $"seed {Seed}, trial {trial}: {Encoding.UTF8.GetString(body)}";
            Assert.True(run == otherRun && Same(batch.Metrics, other.Metrics) && Same(batch.Params, other.Params) && Same(batch.Tags, other.Tags), about);
        }

        Assert.InRange(read, 2000, 18_000); // else the comparison says little
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"run_id":"a"} x""")]
    [InlineData("""{"run_id":"a"}{"run_id":"b"}""")]
    [InlineData("""{"run_id":"a","metrics":[{"key":"m","value":1,"timestamp":1}""")]
    [InlineData("""{"run_id":"a","run_id":"b"}""")]
    [InlineData("""{"run_id":""}""")]
    [InlineData("""{"run_id":"a","metrics":[{"key":"m","value":1}]}""")]
    [InlineData("""{"run_id":"a","metrics":[{"key":"m","value":1,"timestamp":1.5}]}""")]
    [InlineData("""{"run_id":"a","metrics":[{"key":"m","value":"NaN","timestamp":1}]}""")]
    [InlineData("""{"run_id":"a","tags":[{"key":"m","value":"1","key":"n"}]}""")]
    [InlineData("""{"run_id":"a","tags":{"key":"m"}}""")]
    [InlineData("""{"run_id":"a",}""")]
    public void The_rest_is_left_to_the_rules_of_fields(string body) => Assert.Null(BatchReader.TryRead(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Bytes_that_are_no_UTF8_are_left_too() => Assert.Null(BatchReader.TryRead([.. """{"run_id":"a"""u8, 0xC3, .. "\"}"u8]));

    // The plain body with some of its values or names replaced, or a piece cut out or doubled.
    static byte[] Body(Random random)
    {
        var body = Plain;
        for (var changes = random.Next(4); changes > 0; changes--)
            body = random.Next(4) switch
            {
                0 => Replaced(body, Values, random),
                1 => Replaced(body, [.. Names.Select(name => $"\"{name}\"")], random),
                2 => random.Next(body.Length) is var at ? body.Remove(at, Math.Min(random.Next(1, 30), body.Length - at)) : body,
                _ => random.Next(body.Length) is var from ? body.Insert(from, body.Substring(from, Math.Min(random.Next(1, 30), body.Length - from))) : body,
            };
        return Encoding.UTF8.GetBytes(body);
    }

    static string Replaced(string body, string[] pieces, Random random)
    {
        var places = pieces.Concat(["0.5", "7", "\"a1\"", "\"1\"", "\"ü\"", "\"x\""]).Select(piece => (At: body.IndexOf(piece, random.Next(body.Length), StringComparison.Ordinal), piece))
            .Where(place => place.At >= 0).ToList();
        if (places.Count == 0) return body;

        var (at, old) = places[random.Next(places.Count)];
        return body.Remove(at, old.Length).Insert(at, pieces[random.Next(pieces.Length)]);
    }

    static bool Same<T>(IReadOnlyList<T> one, IReadOnlyList<T> other) => one.SequenceEqual(other);
}
