# The first login, and the pages after a login.
welcome-title = Welcome
welcome-heading = Welcome, { $name }
welcome-password = Choose a password
welcome-phone = Add the desk to your phone
welcome-app = Open an app for one-time codes on your phone. Photograph this, or type the key.
welcome-picture = The key, to be photographed
welcome-key = Key
welcome-address = Address
welcome-code = Code that the app shows
welcome-go = Go to the desk
arrived-title = Logged in
arrived-go = Go on to the desk
