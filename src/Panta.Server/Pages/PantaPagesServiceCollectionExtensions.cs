using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Panta.Server.Pages;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what the pages need.</summary>
static class PantaPagesServiceCollectionExtensions
{
    /// <summary>Rendering, forms guarded by a token, and its keys in the data folder, so that a restart voids no open form.</summary>
    public static void AddPantaPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddResponseCompression(options => options.MimeTypes = ["text/html", "text/csv", "application/json"]);
        services.AddDataProtection().SetApplicationName("panta");
        services.AddOptions<KeyManagementOptions>().Configure<DataFolder, ILoggerFactory>(
            (options, folder, logs) => options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(folder.Keys), logs));
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "panta.form";
            options.Cookie.SameSite = AspNetCore.Http.SameSiteMode.Strict;
        });
        services.TryAddSingleton<ExperimentStore>();
        services.TryAddSingleton<RunStore>();
        services.TryAddSingleton<RunCounts>();
        services.TryAddSingleton<RunTable>();
        services.TryAddSingleton<MetricHistory>();
        services.TryAddSingleton<ModelRegistry>();
        services.TryAddSingleton<ArtifactStore>();
        services.AddSingleton<MetricCurves>();
        services.AddSingleton<Curves>();
        services.AddSingleton<ArtifactPreviews>();
        services.AddSingleton<RunPages>();
        services.AddSingleton<ComparePages>();
        services.AddSingleton<VersionPages>();
        services.AddSingleton<WebhooksPages>();
        services.AddSingleton<ProjectViews>();
        services.AddSingleton<RunsSearches>();
        services.AddSingleton<RunsViews>();
        services.AddSingleton<Stations>();
        services.AddSingleton<LiveChanges>();
        services.AddSingleton<Surroundings>();
    }
}
