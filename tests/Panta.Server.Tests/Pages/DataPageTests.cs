using Microsoft.Extensions.DependencyInjection;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tracking.Stores;

namespace Panta.Server.Tests.Pages;

public sealed class DataPageTests
{
    [Fact]
    public async Task A_table_shows_versions_profile_and_quarantine_with_reasons()
    {
        await using var server = await RunningServer.StartAsync();
        var tables = server.Services.GetRequiredService<DataFolder>().Tables;
        Append(Path.Combine(tables, "bikes"), Table.Of(("temp", new Column<double>(DataType.Float64, new[] { 0.2, 0.4, double.NaN })), ("season", TextColumn.Of(["spring", "spring", null]))));
        Append(Path.Combine(tables, "bikes"), Table.Of(("temp", new Column<double>(DataType.Float64, new[] { 0.9 })), ("season", TextColumn.Of(["summer"]))));
        Append(Path.Combine(tables, "bikes_quarantine"), Table.Of(("temp", new Column<double>(DataType.Float64, new[] { 99.0 })), ("quarantine_reason", TextColumn.Of(["temp in [0, 1]"]))));

        var list = await server.Client.GetStringAsync("/data");
        var page = await server.Client.GetStringAsync("/data/bikes");

        Assert.Equal(1, list.Split("<tr data-key").Length - 1);
        Assert.Contains("temp in [0, 1]", page);
        Assert.Contains("temp 99", page);
        Assert.Contains("<div>25.0</div>", page); // one of four values is missing
        Assert.Contains("sparkbars", page);
    }

    [Theory]
    [InlineData("/data/..%2f..%2fetc")]
    [InlineData("/data/nothing")]
    public async Task What_is_no_table_is_not_found(string address)
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Client.GetAsync(address);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    static void Append(string place, Table rows) => (DeltaTable.Exists(place) ? DeltaTable.Open(place) : DeltaTable.Create(place, rows.Schema)).Append(rows);
}
