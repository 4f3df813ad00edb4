using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Panta.Data.Databases;
using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Tests;
using SQLitePCL;

namespace Panta.Data.Tests.Databases;

/// <summary>What docs/how-to/read-a-database.md shows, run; the page's code is this file's, but for where the databases are.</summary>
public sealed partial class ReadADatabaseTests
{
    [PostgresFact]
    public void The_page_does_what_it_shows()
    {
        using var folder = new TemporaryFolder();
        var (connection, customersDb) = (Postgres.Connection, folder["customers.db"]);
        Postgres.Execute(
            """
            CREATE TABLE orders (id int, placed date, total numeric(9,2)); CREATE SCHEMA reports; CREATE TABLE reports.per_day (placed date, total numeric);
            INSERT INTO orders VALUES (1, '2023-12-31', 5), (2, '2024-01-01', 7.25), (3, '2024-01-01', 1)
            """);
        MakeCustomers(customersDb);

        var orders = Read.PostgresTable(connection, "orders");
        var late = Read.Postgres(connection, "SELECT id, placed, total FROM orders WHERE placed >= $1", new DateOnly(2024, 1, 1));
        var perDay = late.GroupBy("placed").Agg(Functions.Sum(Functions.Col("total")).As("total"));

        var customers = Read.SqliteTable(customersDb, "customers");

        var options = new SqliteOptions
        {
            Types = ImmutableSortedDictionary<string, DataType>.Empty.Add("age", DataType.String),
            Times = SqliteTimes.UnixSeconds,
        };
        var people = Read.SqliteTable(customersDb, "people", options);

        PostgresTable.Write(connection, "per_day", perDay);
        PostgresTable.Write(connection, "per_day", perDay, new() { Mode = PostgresWriteMode.Replace, Schema = "reports" });

        Assert.Equal((3, 1), (orders.ToTable().RowCount, customers.ToTable().RowCount));
        Assert.Equal([["n/a", DateTime.UnixEpoch]], Columns.Rows(people.ToTable()));
        Assert.Equal("2024-01-01 8.25", Postgres.Scalar<string>("SELECT concat_ws(' ', p.placed, p.total::numeric(9,2)) FROM per_day p JOIN reports.per_day USING (placed, total)"));
    }

    [Fact]
    public void The_page_shows_what_is_run_here()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/how-to/read-a-database.md"));
        var source = Spaces().Replace(File.ReadAllText(Here()), "");

        var lines = Blocks().Matches(page).SelectMany(block => block.Groups["code"].Value.Split('\n'))
            .Where(line => !line.StartsWith("var connection", StringComparison.Ordinal)).Select(line => Spaces().Replace(line.Replace("\"customers.db\"", "customersDb"), ""));

        Assert.All(lines, line => Assert.Contains(line, source, StringComparison.Ordinal));
    }

    static void MakeCustomers(string file)
    {
        SqliteLibrary.Require();
        raw.sqlite3_open(file, out var database);
        using (database)
            raw.sqlite3_exec(database, "CREATE TABLE customers (id INTEGER); INSERT INTO customers VALUES (1); CREATE TABLE people (age INTEGER, since DATETIME); INSERT INTO people VALUES ('n/a', 0)");
    }

    static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
