namespace Panta.Tests.Pages;

/// <summary>Takes the pictures of the documentation anew: done where <c>PANTA_PICTURES=1</c> asks for it, as <c>make pictures</c> does.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PicturesFactAttribute : FactAttribute
{
    public PicturesFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("PANTA_PICTURES") != "1") Skip = "takes pictures: make pictures";
        else if (Chromium.Path is null) Skip = "needs chromium: apt-get install chromium";
    }
}
