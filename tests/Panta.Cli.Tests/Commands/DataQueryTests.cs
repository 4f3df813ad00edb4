using System.Text.Json.Nodes;

namespace Panta.Cli.Tests.Commands;

public sealed class DataQueryTests
{
    [Fact]
    public async Task One_path_is_named_data_and_rows_come_as_a_table_JSON_or_CSV()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x,city\n1,\"Bonn, Rhein\"\n2,Ulm\n3,Ulm\n");
        const string Sql = "SELECT city, sum(x) AS total, CAST(NULL AS VARCHAR) AS nothing FROM data GROUP BY city ORDER BY city";

        var text = await Cli.RunAsync("data", "query", Sql, "--from", file);
        var json = await Cli.RunAsync("data", "query", Sql, "--from", file, "--json");
        var csv = await Cli.RunAsync("data", "query", Sql, "--from", file, "--csv");

        Assert.Equal("city         total  nothing\nBonn, Rhein      1  null\nUlm              5  null\n", text.Out);
        Assert.Equal(["Bonn, Rhein", "Ulm"], json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["city"]!.GetValue<string>()));
        Assert.Equal("city,total,nothing\n\"Bonn, Rhein\",1,\nUlm,5,\n", csv.Out);
    }

    [Fact]
    public async Task Several_paths_are_joined_by_their_names()
    {
        using var folder = new TemporaryFolder();
        var orders = folder.Write("orders.csv", "id,customer\n1,7\n2,8\n");
        var customers = folder.Write("customers.json", "{\"id\": 7, \"name\": \"Ada\"}\n{\"id\": 8, \"name\": \"Bo\"}\n");

        var result = await Cli.RunAsync(
            "data", "query", "SELECT name FROM o JOIN c ON o.customer = c.id WHERE o.id = ?", "--from", $"o={orders}", "--from", $"c={customers}", "--param", "2", "--json");

        Assert.Equal("{\"name\":\"Bo\"}\n", result.Out);
    }

    [Fact]
    public async Task Parameters_have_the_types_that_they_look_like()
    {
        string[] values = ["5", "-5", "0.5", "1e3", "true", "null", "2024-05-01", "2024-05-01T12:00:00", "2024-05-01T12:00:00+02:00", "abc", "'5'", "1.2.3", "nan", "", "'; DROP"];
        var sql = $"SELECT {string.Join(", ", values.Where(value => value.Length > 0).Select((_, i) => $"typeof(${i + 1})"))}";

        var result = await Cli.RunAsync(["data", "query", sql, "--csv", .. values.Where(value => value.Length > 0).SelectMany(value => new[] { "--param", value })]);

        Assert.Equal(
            "BIGINT,BIGINT,DOUBLE,DOUBLE,BOOLEAN,\"\"\"NULL\"\"\",DATE,TIMESTAMP,TIMESTAMP WITH TIME ZONE,VARCHAR,VARCHAR,VARCHAR,VARCHAR,VARCHAR",
            result.Out.Split('\n')[1]);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "'read_csv'")]
    [InlineData("SELECT * FROM '/etc/passwd'", "none of its frames")]
    [InlineData("SELECT getenv('HOME')", "'getenv'")]
    [InlineData("COPY data TO '/tmp/x'", "")]
    [InlineData("SELECT 1; SELECT 2", "one SELECT")]
    [InlineData("SELECT nope FROM data", "nope")]
    [InlineData("SELECT ? FROM data", "parameter")]
    [InlineData("SELEC\n1", "")]
    public async Task What_reaches_outside_the_rows_given_is_refused_in_one_line(string sql, string said)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x\n1\n");

        var result = await Cli.RunAsync("data", "query", sql, "--from", file);

        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains(said, result.Error);
        Assert.Matches("^panta: [^\n]+\n$", result.Error);
    }

    [Fact]
    public async Task Rows_are_written_to_a_file_that_is_not_there_yet()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x\n1\n2\n");

        var written = await Cli.RunAsync("data", "query", "SELECT x + 1 AS y FROM data ORDER BY y", "--from", file, "--output", folder["out.parquet"], "--json");
        var again = await Cli.RunAsync("data", "query", "SELECT 1 AS y", "--output", folder["out.parquet"]);
        var forced = await Cli.RunAsync("data", "query", "SELECT 9 AS y", "--output", folder["out.parquet"], "--force");
        var read = await Cli.RunAsync("data", "head", folder["out.parquet"], "--json");

        Assert.Equal(2, JsonNode.Parse(written.Out)!["rows"]!.GetValue<long>());
        Assert.Equal((2, 0), (again.Code, forced.Code));
        Assert.Contains("is there already", again.Error);
        Assert.Equal("{\"y\":9}\n", read.Out);
    }

    [Fact]
    public async Task A_name_given_twice_is_refused()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x\n1\n");

        var result = await Cli.RunAsync("data", "query", "SELECT 1", "--from", file, "--from", file);

        Assert.Equal(2, result.Code);
        Assert.Contains("Two paths have the name 'data'", result.Error);
    }

    [Fact]
    public async Task A_query_that_would_take_for_ever_stops_when_it_is_told_to()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        using var error = new StringWriter();
        var terminal = new Terminal { Out = TextWriter.Null, Error = error, In = TextReader.Null, Interactive = false };

        var code = await CommandLine.RunAsync(
            ["data", "query", "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE hash(a.range, b.range) = 1"], terminal, stop.Token);

        Assert.Equal((130, "panta: stopped\n"), (code, error.ToString()));
    }
}
