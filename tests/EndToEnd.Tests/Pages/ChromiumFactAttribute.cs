namespace Panta.Tests.Pages;

/// <summary>A test that needs Chromium: skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (Chromium.Path is null) Skip = "needs chromium: apt-get install chromium";
    }
}
