using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Filters;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>The table of runs and what it fetches while it is used.</summary>
static class RunsPages
{
    const int MostRows = 400, CsvBlock = 500, SpreadRuns = 20_000, MostValues = 20;

    public static void MapRunsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs", List);
        routes.MapGet("/runs/rows", Rows);
        routes.MapGet("/runs/columns", Columns);
        routes.MapGet("/runs/values", Values);
        routes.MapGet("/runs/filter", Check);
        routes.MapGet("/runs/csv", Csv);
    }

    static RazorComponentResult List(HttpContext http, Surroundings surroundings, RunsViews views) =>
        PantaPages.Page<RunsPage>(new { Frame = surroundings.Of(http, withForm: true), View = views.Of(http) });

    static RazorComponentResult Rows(HttpContext http, RunsViews views, string? result, int start, int count)
    {
        var (search, blocks, columns, names) = views.Rows(RunsAddress.Of(http.Request.Query), result ?? "", Math.Max(0, start), Math.Clamp(count, 0, MostRows));
        return PantaPages.Page<RunsFragment>(new { Result = search.Id, Total = search.List.Count, Blocks = blocks, Columns = columns, Names = names });
    }

    /// <summary>The columns that can be chosen, as the runs of the search have them: name and number of runs.</summary>
    static Ok<IEnumerable<ColumnChoice>> Columns(HttpContext http, RunsViews views, RunTable table, string? result)
    {
        var list = views.Held(RunsAddress.Of(http.Request.Query), result ?? "").List.Spread(SpreadRuns);
        var attributes = RunsColumns.Attributes.Select(column => new ColumnChoice(column.ToString(), list.Count));
        return TypedResults.Ok(attributes.Concat(table.Columns(list).Select(each => new ColumnChoice(each.Column.ToString(), each.Runs))));
    }

    /// <summary>The commonest values of a param or tag.</summary>
    static Ok<IEnumerable<ColumnChoice>> Values(HttpContext http, RunsViews views, RunTable table, string? result, string of)
    {
        var list = views.Held(RunsAddress.Of(http.Request.Query), result ?? "").List.Spread(SpreadRuns);
        var column = RunColumn.Find(of) ?? throw new ArgumentException($"'{of}' names no column. Write one as params.NAME or tags.NAME.", nameof(of));
        return TypedResults.Ok(table.Values(list, column).Take(MostValues).Select(each => new ColumnChoice(each.Value, each.Runs)));
    }

    /// <summary>Whether a filter can be followed; where not, what is wrong and at which characters.</summary>
    static Ok<FilterAnswer> Check(HttpContext http, RunTable table)
    {
        try
        {
            table.Check(RunsAddress.Of(http.Request.Query).Query([]));
            return TypedResults.Ok(new FilterAnswer(null, 0, 0));
        }
        catch (InvalidFilterException wrong)
        {
            return TypedResults.Ok(new FilterAnswer(wrong.Message, wrong.Position, wrong.Length));
        }
    }

    /// <summary>All runs of the search with the columns of the address, block by block: memory does not grow with what the runs logged.</summary>
    static async Task Csv(HttpContext http, RunsViews views, RunTable table)
    {
        var address = RunsAddress.Of(http.Request.Query);
        var list = table.Find(views.Query(address));
        var lines = new RunCsv(address.Columns);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"runs.csv\"";
        await http.Response.WriteAsync(lines.Header(), http.RequestAborted);
        for (var start = 0; start < list.Count; start += CsvBlock)
        {
            var text = new StringBuilder();
            foreach (var run in table.Read(list, start, CsvBlock, address.Columns).OfType<Run>()) text.Append(lines.Line(run));
            await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
        }
    }

    internal sealed record ColumnChoice(string Name, long Runs);

    internal sealed record FilterAnswer(string? Problem, int Start, int Length);
}
