using Dapper;
using Panta.Tracking.Filters;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

public sealed partial class ModelRegistry
{
    /// <summary>Searches registered models. Prompts are left out unless the filter asks for tag <c>mlflow.prompt.is_prompt</c>.</summary>
    /// <param name="filter">Comparisons of <c>name</c> and <c>tags.key</c> joined by AND; null or empty for all.</param>
    /// <param name="orderBy">Keys <c>name</c>, <c>last_updated_timestamp</c> with ASC or DESC; null for by name.</param>
    /// <param name="maxResults">Models a page, 1 to 1,000. Default 100.</param>
    /// <param name="pageToken">The last page's token; null for the first page.</param>
    /// <exception cref="ArgumentException">Filter, order, count or token is not allowed.</exception>
    public Page<RegisteredModel> Search(string? filter = null, IReadOnlyList<string>? orderBy = null, long maxResults = 100, string? pageToken = null)
    {
        Limits.RequireMaxResults(maxResults, 1000);
        var sql = new SqlText(database.Dialect);
        RegistryFilter.ApplyToModels(filter, sql);
        var paging = new Paging(RegistryFilter.OrderModels(orderBy ?? []));
        paging.After(pageToken, sql);
        var text = $"SELECT {ModelRows.ModelColumns}{paging.Columns}"
            + $" FROM registered_models m WHERE {sql.Where} ORDER BY {paging.OrderBy}";
        return database.Read(c =>
        {
            var (rows, next) = paging.Read(c, text, sql, maxResults, ModelRows.ReadModel);
            return new Page<RegisteredModel>(ModelRows.WithData(c, rows), next);
        });
    }

    /// <summary>How many registered models there are, prompts left out.</summary>
    public long Count()
    {
        var sql = new SqlText(database.Dialect);
        RegistryFilter.ApplyToModels(null, sql);
        return database.Read(c => c.ExecuteScalar<long>($"SELECT COUNT(*) FROM registered_models m WHERE {sql.Where}", sql.Parameters));
    }

    /// <summary>Searches versions of all models. Prompts are left out unless the filter asks for tag <c>mlflow.prompt.is_prompt</c>.</summary>
    /// <param name="filter">
    /// Comparisons of <c>name</c>, <c>version_number</c>, <c>run_id</c>, <c>source_path</c>, <c>tags.key</c> joined by AND; null or empty for all.
    /// </param>
    /// <param name="orderBy">
    /// Keys <c>name</c>, <c>version_number</c>, <c>creation_timestamp</c>, <c>last_updated_timestamp</c>; null for the newest first.
    /// </param>
    /// <param name="maxResults">Versions a page, 1 to 200,000. Default 1,000.</param>
    /// <param name="pageToken">The last page's token; null for the first page.</param>
    /// <exception cref="ArgumentException">Filter, order, count or token is not allowed.</exception>
    public Page<ModelVersion> SearchVersions(string? filter = null, IReadOnlyList<string>? orderBy = null, long maxResults = 1000, string? pageToken = null)
    {
        Limits.RequireMaxResults(maxResults, 200_000);
        var sql = new SqlText(database.Dialect);
        RegistryFilter.ApplyToVersions(filter, sql);
        var paging = new Paging(RegistryFilter.OrderVersions(orderBy ?? []));
        paging.After(pageToken, sql);
        var text = $"SELECT {ModelRows.VersionColumns}{paging.Columns}"
            + $" FROM model_versions v WHERE {sql.Where} ORDER BY {paging.OrderBy}";
        return database.Read(c =>
        {
            var (rows, next) = paging.Read(c, text, sql, maxResults, ModelRows.ReadVersion);
            return new Page<ModelVersion>(ModelRows.WithData(c, rows), next);
        });
    }
}
